CREATE TABLE users (id integer PRIMARY KEY, email text CONSTRAINT users_email UNIQUE);
COMMENT ON CONSTRAINT users_email ON users IS 'one each';
INSERT INTO users VALUES (1, 'a@x');
