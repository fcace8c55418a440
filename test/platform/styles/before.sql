CREATE TABLE members (id serial PRIMARY KEY, email text NOT NULL UNIQUE);
CREATE TABLE members_old (id uuid PRIMARY KEY, email text NOT NULL);
CREATE TABLE invoices (id serial PRIMARY KEY, "memberId" uuid, total numeric NOT NULL);
INSERT INTO members (email) VALUES ('ann@example'), ('bea@example'), ('cid@example');
INSERT INTO members_old VALUES
  ('00000000-0000-4000-8000-00000000000b', 'bea@example'),
  ('00000000-0000-4000-8000-00000000000a', 'ann@example');
INSERT INTO invoices ("memberId", total) VALUES
  ('00000000-0000-4000-8000-00000000000b', 10),
  ('00000000-0000-4000-8000-00000000000a', 20),
  (NULL, 30);
