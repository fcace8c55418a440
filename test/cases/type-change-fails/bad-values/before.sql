CREATE TABLE readings (id integer PRIMARY KEY, amount text DEFAULT '0', kind text NOT NULL);
INSERT INTO readings VALUES (1, '12', 'a'), (2, 'n/a', 'a'), (3, '99999999999', 'b'), (4, NULL, 'b'), (5, '7', 'c'), (6, ' 8 ', 'c');
