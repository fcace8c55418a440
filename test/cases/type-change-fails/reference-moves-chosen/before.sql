CREATE TABLE people (id bigint PRIMARY KEY, code text NOT NULL UNIQUE, boss text REFERENCES people (code) ON UPDATE CASCADE);
INSERT INTO people VALUES (10, 'ada', NULL), (20, 'grace', 'ada'), (30, 'edsger', 'grace');
