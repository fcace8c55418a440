CREATE TYPE state AS ENUM ('old', 'new', 'newer');
CREATE TABLE t (id serial PRIMARY KEY, state state);
