CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE posts (
  id serial PRIMARY KEY,
  author integer REFERENCES users (id),
  twice integer GENERATED ALWAYS AS (author * 2) STORED NOT NULL,
  title text
);
CREATE VIEW doubles AS SELECT twice FROM posts;
INSERT INTO users VALUES (1);
INSERT INTO posts (author) VALUES (1);
