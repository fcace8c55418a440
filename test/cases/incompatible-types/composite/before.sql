CREATE TABLE rooms (building integer, number integer, PRIMARY KEY (building, number));
CREATE TABLE lessons (id serial PRIMARY KEY, building integer NOT NULL, number text NOT NULL);
INSERT INTO rooms VALUES (1, 101), (1, 102), (2, 101);
INSERT INTO lessons (building, number) VALUES (1, '102'), (2, '101'), (1, '101');
