CREATE TABLE users (id bigserial PRIMARY KEY);
CREATE TABLE posts (id serial PRIMARY KEY, title text);
INSERT INTO posts (title) VALUES ('one');
