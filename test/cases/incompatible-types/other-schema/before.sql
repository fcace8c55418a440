CREATE SCHEMA auth;
CREATE SCHEMA app;
CREATE TABLE public.users (id uuid PRIMARY KEY);
CREATE TABLE auth.users (id serial PRIMARY KEY, legacy uuid NOT NULL UNIQUE);
CREATE TABLE app.sessions (id serial PRIMARY KEY, user_id uuid);
CREATE TABLE public.sessions (id serial PRIMARY KEY, user_id uuid);
INSERT INTO auth.users (legacy) VALUES
  ('0b6f2f1c-0000-4000-8000-00000000000a'), ('0b6f2f1c-0000-4000-8000-00000000000b');
INSERT INTO app.sessions (user_id) VALUES ('0b6f2f1c-0000-4000-8000-00000000000b'), (NULL);
INSERT INTO public.sessions (user_id) VALUES ('0b6f2f1c-0000-4000-8000-00000000000a');
