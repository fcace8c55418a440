CREATE TABLE users (id serial PRIMARY KEY, username text NOT NULL UNIQUE);
CREATE TABLE users_backup (id uuid, username text);
CREATE TABLE sessions (id serial PRIMARY KEY, user_id uuid);
INSERT INTO users (username) VALUES ('ada'), ('grace');
INSERT INTO users_backup VALUES
  ('0b6f2f1c-0000-4000-8000-00000000000a', 'ada'),
  ('0b6f2f1c-0000-4000-8000-00000000000a', 'grace'),
  ('0b6f2f1c-0000-4000-8000-00000000000b', 'grace');
INSERT INTO sessions (user_id) VALUES
  ('0b6f2f1c-0000-4000-8000-00000000000a'), ('0b6f2f1c-0000-4000-8000-00000000000b');
