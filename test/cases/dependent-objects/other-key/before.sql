CREATE TABLE users (id integer PRIMARY KEY);
ALTER TABLE users ADD CONSTRAINT users_id_twice UNIQUE (id);
CREATE TABLE posts (id serial PRIMARY KEY, author integer REFERENCES users (id));
INSERT INTO users VALUES (1);
INSERT INTO posts (author) VALUES (1);
