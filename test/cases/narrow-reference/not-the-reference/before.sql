CREATE TABLE query (id bigint PRIMARY KEY);
CREATE TABLE query_group (id serial PRIMARY KEY, query_id integer CONSTRAINT of_query REFERENCES query, amount integer);
INSERT INTO query VALUES (1);
