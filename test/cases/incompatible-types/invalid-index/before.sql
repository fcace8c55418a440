CREATE TABLE users (id serial PRIMARY KEY);
CREATE TABLE posts (id serial PRIMARY KEY, user_id text, title text);
INSERT INTO users DEFAULT VALUES;
INSERT INTO posts (user_id, title) VALUES ('1', 'One'), (NULL, 'Two');
CREATE INDEX posts_title ON posts (title);
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'posts_title'::regclass;
