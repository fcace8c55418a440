CREATE TABLE users (id serial PRIMARY KEY);
CREATE TABLE posts (id serial PRIMARY KEY, user_id text, CONSTRAINT posts_user CHECK (user_id <> ''));
INSERT INTO users DEFAULT VALUES;
INSERT INTO posts (user_id) VALUES ('1'), (NULL);
CREATE INDEX posts_lower ON posts (lower(user_id));
