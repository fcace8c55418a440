CREATE TABLE customers (id serial PRIMARY KEY, name text);
CREATE TABLE orders (id serial PRIMARY KEY, customer integer NOT NULL REFERENCES customers (id) ON DELETE CASCADE, total integer);
CREATE INDEX orders_of_customer ON orders (customer);
INSERT INTO customers (name) VALUES ('Acme'), ('Zen');
INSERT INTO orders (customer, total) VALUES (1, 10), (2, 20), (2, 30);
