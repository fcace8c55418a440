CREATE TABLE users (id serial PRIMARY KEY);
CREATE TABLE posts (id serial PRIMARY KEY, user_id text, title text);
INSERT INTO users DEFAULT VALUES;
INSERT INTO posts (user_id, title) VALUES ('1', 'One'), (NULL, 'Two');
CREATE VIEW named AS SELECT id, user_id || ': ' || title AS line FROM posts;
CREATE VIEW trimmed AS SELECT id, btrim(user_id) AS of FROM posts;
