CREATE TABLE users (id serial PRIMARY KEY, username varchar(40));
INSERT INTO users (username) VALUES ('ann'), ('bob'), (NULL), (NULL);
CREATE UNIQUE INDEX users_lower ON users (lower(username));
