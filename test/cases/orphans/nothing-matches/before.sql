CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE posts (id int PRIMARY KEY, author int);
INSERT INTO posts VALUES (1, 5), (2, 6);
