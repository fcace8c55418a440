CREATE TABLE customers (id bigint PRIMARY KEY, name text);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id int NOT NULL DEFAULT 0, total numeric);
ALTER TABLE orders ALTER customer_id DROP NOT NULL;
INSERT INTO customers VALUES (1, 'Ann'), (2, 'Bob');
INSERT INTO orders VALUES (10, 1, 5), (11, 99, 7), (12, NULL, 9), (13, 0, 1), (14, 0, 2), (15, 2, 3);
