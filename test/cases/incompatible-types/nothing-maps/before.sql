CREATE TABLE users (id serial PRIMARY KEY, name text);
CREATE TABLE sessions (id serial PRIMARY KEY, user_id uuid);
INSERT INTO users (name) VALUES ('Ada'), ('Grace');
INSERT INTO sessions (user_id) VALUES
  ('0b6f2f1c-0000-4000-8000-00000000000a'), ('0b6f2f1c-0000-4000-8000-00000000000b');
