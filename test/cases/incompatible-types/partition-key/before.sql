CREATE TABLE users (id serial PRIMARY KEY);
INSERT INTO users DEFAULT VALUES;
CREATE TABLE posts (id serial, user_id text) PARTITION BY LIST (user_id);
CREATE TABLE posts_of_one PARTITION OF posts FOR VALUES IN ('1');
INSERT INTO posts (user_id) VALUES ('1');
