CREATE TYPE status_old AS ENUM ('a');
CREATE TYPE status AS ENUM ('a', 'b');
CREATE TABLE jobs (id serial PRIMARY KEY, state status, was status_old[], now status_old);
