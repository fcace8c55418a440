CREATE TABLE users (id serial PRIMARY KEY);
CREATE TABLE posts (id serial PRIMARY KEY, user_id text);
INSERT INTO users SELECT FROM generate_series(1, 3);
INSERT INTO posts (user_id) VALUES ('2'), (NULL), ('3');
