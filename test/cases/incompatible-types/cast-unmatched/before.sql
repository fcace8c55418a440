CREATE TABLE accounts (id integer PRIMARY KEY);
CREATE TABLE invoices (id integer PRIMARY KEY, account_id text);
INSERT INTO accounts VALUES (1), (2), (3);
INSERT INTO invoices VALUES (1, '1'), (2, '2'), (3, '3'), (4, '99'), (5, 'n/a'), (6, NULL), (7, '2');
