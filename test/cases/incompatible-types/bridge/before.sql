CREATE TABLE users (id serial PRIMARY KEY, username text NOT NULL UNIQUE, email text NOT NULL UNIQUE);
CREATE TABLE users_backup (id uuid, username text, email text);
CREATE TABLE sessions (id serial PRIMARY KEY, "userId" uuid, starts timestamptz NOT NULL);
INSERT INTO users (username, email) VALUES
  ('ada', 'ada@example.org'), ('grace', 'Grace@example.org'), ('edsger', 'edsger@example.org');
INSERT INTO users_backup VALUES
  ('0b6f2f1c-0000-4000-8000-00000000000a', 'ada', 'ada@example.org'),
  ('0b6f2f1c-0000-4000-8000-00000000000b', 'grace', 'grace@example.org'),
  ('0b6f2f1c-0000-4000-8000-00000000000c', 'edsger', 'edsger@example.org');
INSERT INTO sessions ("userId", starts) VALUES
  ('0b6f2f1c-0000-4000-8000-00000000000b', '2025-03-01 10:00+00'),
  (NULL, '2025-03-01 11:00+00'),
  ('0b6f2f1c-0000-4000-8000-00000000000a', '2025-03-01 12:00+00'),
  ('0b6f2f1c-0000-4000-8000-00000000000c', '2025-03-01 13:00+00'),
  ('0b6f2f1c-0000-4000-8000-00000000000b', '2025-03-01 14:00+00');
