CREATE TABLE users (id serial PRIMARY KEY, email text, deleted boolean NOT NULL DEFAULT false);
CREATE UNIQUE INDEX users_email ON users (email) WHERE NOT deleted;
INSERT INTO users (email) VALUES ('a@example.com'), ('b@example.com');
CREATE TABLE profiles (id int PRIMARY KEY, email text);
