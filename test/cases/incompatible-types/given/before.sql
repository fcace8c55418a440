CREATE TABLE users (id serial PRIMARY KEY, login text NOT NULL UNIQUE);
CREATE TABLE old_logins (token uuid PRIMARY KEY, handle text NOT NULL);
CREATE TABLE posts (id serial PRIMARY KEY, author uuid);
INSERT INTO users (login) VALUES ('ada'), ('grace');
INSERT INTO old_logins VALUES
  ('0b6f2f1c-0000-4000-8000-00000000000a', 'grace'), ('0b6f2f1c-0000-4000-8000-00000000000b', 'ada');
INSERT INTO posts (author) VALUES
  ('0b6f2f1c-0000-4000-8000-00000000000a'), ('0b6f2f1c-0000-4000-8000-00000000000b'), (NULL);
