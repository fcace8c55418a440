CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE posts (id int PRIMARY KEY, author int);
INSERT INTO users VALUES (1);
INSERT INTO posts VALUES (1, 1), (2, -1), (3, NULL);
ALTER TABLE posts ADD CONSTRAINT posts_author FOREIGN KEY (author) REFERENCES users NOT VALID;
COMMENT ON CONSTRAINT posts_author ON posts IS 'who wrote it';
