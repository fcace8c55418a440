CREATE TABLE orders (region text, number int, code text);
INSERT INTO orders VALUES ('eu', 1, 'a'), ('eu', 2, 'b'), ('us', 1, 'c');
CREATE INDEX orders_search ON orders (number, region);
CREATE TABLE lines (id int PRIMARY KEY, order_number int, order_region text);
INSERT INTO lines VALUES (1, 1, 'us'), (2, 2, 'eu');
