CREATE TABLE users (id bigserial PRIMARY KEY);
CREATE TABLE sessions (id serial PRIMARY KEY, user_id uuid NOT NULL);
