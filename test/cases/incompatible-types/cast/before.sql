CREATE TABLE accounts (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE invoices (id serial PRIMARY KEY, account_id text, total numeric(10,2) NOT NULL);
INSERT INTO accounts (name) VALUES ('Ada'), ('Grace'), ('Edsger');
INSERT INTO invoices (account_id, total) VALUES ('1', 10.50), ('3', 20), (NULL, 30), ('3', 40);
