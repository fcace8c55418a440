CREATE TABLE users (id integer PRIMARY KEY);
CREATE INDEX by_id ON users (id);
