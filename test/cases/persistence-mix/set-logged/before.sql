CREATE UNLOGGED TABLE caches (id serial PRIMARY KEY, name text);
INSERT INTO caches (name) VALUES ('a');
CREATE TABLE hits (cache integer);
INSERT INTO hits VALUES (1);
