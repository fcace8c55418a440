CREATE TABLE vehicles (id int PRIMARY KEY);
CREATE TABLE cars (doors int) INHERITS (vehicles);
INSERT INTO vehicles VALUES (1);
INSERT INTO cars VALUES (2, 5);
CREATE TABLE trips (id int PRIMARY KEY, vehicle int);
INSERT INTO trips VALUES (1, 1), (2, 2);
