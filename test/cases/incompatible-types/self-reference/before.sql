CREATE TABLE employees (id serial PRIMARY KEY, badge uuid NOT NULL UNIQUE, manager uuid, name text NOT NULL);
INSERT INTO employees (badge, manager, name) VALUES
  ('0b6f2f1c-0000-4000-8000-00000000000a', NULL, 'Ada'),
  ('0b6f2f1c-0000-4000-8000-00000000000b', '0b6f2f1c-0000-4000-8000-00000000000a', 'Grace'),
  ('0b6f2f1c-0000-4000-8000-00000000000c', '0b6f2f1c-0000-4000-8000-00000000000b', 'Edsger');
