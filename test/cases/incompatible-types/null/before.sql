CREATE TABLE users (id serial PRIMARY KEY);
CREATE TABLE sessions (id serial PRIMARY KEY, "userId" uuid, note text);
INSERT INTO users DEFAULT VALUES;
INSERT INTO sessions (note) VALUES ('open slot'), ('another');
