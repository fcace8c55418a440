CREATE TABLE customers (id serial PRIMARY KEY, name text);
CREATE TABLE orders (id serial PRIMARY KEY, customer integer NOT NULL REFERENCES customers (id));
INSERT INTO customers (name) VALUES ('Acme'), ('Zen');
INSERT INTO orders (customer) VALUES (1), (2);
