CREATE TABLE users (id serial PRIMARY KEY, name text);
CREATE TABLE sessions (id serial PRIMARY KEY, "userId" integer);
INSERT INTO users (name) VALUES ('Ann');
INSERT INTO sessions ("userId") VALUES (1), (7);
ALTER TABLE sessions ADD CONSTRAINT "sessions_userId_fkey" FOREIGN KEY ("userId") REFERENCES users (id) ON DELETE CASCADE NOT VALID;
COMMENT ON CONSTRAINT "sessions_userId_fkey" ON sessions IS 'whose';
