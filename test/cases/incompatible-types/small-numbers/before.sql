CREATE TABLE users (id uuid PRIMARY KEY, number integer NOT NULL UNIQUE);
CREATE TABLE sessions (id serial PRIMARY KEY, user_id integer);
INSERT INTO users VALUES
  ('0b6f2f1c-0000-4000-8000-00000000000a', 7), ('0b6f2f1c-0000-4000-8000-00000000000b', 8);
INSERT INTO sessions (user_id) VALUES (8), (7), (NULL), (8);
