CREATE TABLE users (id integer PRIMARY KEY, code integer NOT NULL);
CREATE TABLE posts (
  id integer PRIMARY KEY,
  author integer REFERENCES users ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
  editor integer
);
ALTER TABLE posts ADD CONSTRAINT "posts Editor" FOREIGN KEY (editor) REFERENCES users (id) NOT VALID;
COMMENT ON CONSTRAINT "posts Editor" ON posts IS 'who edits';
COMMENT ON CONSTRAINT users_pkey ON users IS 'the key';
INSERT INTO users VALUES (1, 11), (2, 12);
INSERT INTO posts VALUES (1, 1, 2), (2, NULL, 1);
