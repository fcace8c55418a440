CREATE TABLE query (id bigint PRIMARY KEY);
CREATE TABLE query_group (id serial PRIMARY KEY, query_id integer CONSTRAINT of_query REFERENCES query);
INSERT INTO query VALUES (3000000000);
