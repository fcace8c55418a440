CREATE TABLE users (id serial PRIMARY KEY, legacy uuid NOT NULL UNIQUE);
CREATE TABLE sessions (id serial PRIMARY KEY, user_id uuid);
CREATE TABLE ledger (name text PRIMARY KEY);
INSERT INTO users (legacy) VALUES ('0b6f2f1c-0000-4000-8000-00000000000a');
INSERT INTO sessions (user_id) VALUES ('0b6f2f1c-0000-4000-8000-00000000000a'), (NULL);
