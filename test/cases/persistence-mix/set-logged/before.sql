CREATE UNLOGGED TABLE caches (id integer PRIMARY KEY, name text);
INSERT INTO caches VALUES (1, 'a');
CREATE TABLE hits (cache integer);
INSERT INTO hits VALUES (1);
