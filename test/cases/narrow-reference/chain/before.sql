CREATE TABLE account (id bigint PRIMARY KEY);
CREATE TABLE person (id integer UNIQUE CONSTRAINT of_account REFERENCES account);
CREATE TABLE pet (id serial PRIMARY KEY, person smallint CONSTRAINT of_person REFERENCES person (id), other bigint);
INSERT INTO account VALUES (1), (3000000000);
INSERT INTO person VALUES (1);
INSERT INTO pet (person) VALUES (1), (NULL);
