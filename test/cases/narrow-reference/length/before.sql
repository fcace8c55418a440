CREATE TABLE country (code varchar(9) PRIMARY KEY);
CREATE TABLE city (id serial PRIMARY KEY, country varchar(3) CONSTRAINT in_country REFERENCES country, name varchar(4));
INSERT INTO country VALUES ('CH'), ('longer');
INSERT INTO city (country) VALUES ('CH');
