CREATE TABLE query (id bigint PRIMARY KEY);
CREATE TABLE query_group (id serial PRIMARY KEY, query_id integer CONSTRAINT of_query REFERENCES query ON UPDATE CASCADE);
INSERT INTO query VALUES (1);
INSERT INTO query_group (query_id) VALUES (1);
