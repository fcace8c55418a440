CREATE TABLE users (id serial PRIMARY KEY, role text);
CREATE INDEX users_by_role ON users (role);
INSERT INTO users (role) VALUES ('admin');
