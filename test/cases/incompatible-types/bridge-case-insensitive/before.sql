CREATE TABLE members (id serial PRIMARY KEY, email text NOT NULL UNIQUE);
CREATE TABLE members_before (id uuid, email text);
CREATE TABLE visits (id serial PRIMARY KEY, member uuid);
INSERT INTO members (email) VALUES ('ada@example.org'), ('Grace@example.org'), ('edsger@example.org');
INSERT INTO members_before VALUES
  ('0b6f2f1c-0000-4000-8000-00000000000a', 'ada@example.org'),
  ('0b6f2f1c-0000-4000-8000-00000000000b', 'grace@Example.org'),
  ('0b6f2f1c-0000-4000-8000-00000000000c', 'edsger@example.org');
INSERT INTO visits (member) VALUES
  ('0b6f2f1c-0000-4000-8000-00000000000b'), ('0b6f2f1c-0000-4000-8000-00000000000a'),
  ('0b6f2f1c-0000-4000-8000-00000000000c'), (NULL);
