CREATE TABLE users (id bigserial PRIMARY KEY);
CREATE TABLE clients (name text);
INSERT INTO clients VALUES ('Acme');
