CREATE DOMAIN reference AS text;
CREATE DOMAIN given AS reference NOT NULL;
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE orders (id integer PRIMARY KEY, user_id given);
INSERT INTO users VALUES (1), (2), (3);
INSERT INTO orders VALUES (1, '1'), (2, '2'), (3, '77'), (4, '3');
