CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id serial PRIMARY KEY, user_id text COLLATE "C", title text COLLATE "POSIX");
CREATE INDEX posts_user_id ON posts (user_id, title);
INSERT INTO users VALUES (1), (2);
INSERT INTO posts (user_id, title) VALUES ('1', 'One'), ('2', 'Two');
