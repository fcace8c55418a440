CREATE TABLE query (id bigint PRIMARY KEY, name text);
CREATE TABLE query_group (id serial PRIMARY KEY, query_id integer DEFAULT 1 CONSTRAINT of_query REFERENCES query, "group" integer);
COMMENT ON COLUMN query_group.query_id IS 'which';
CREATE INDEX by_query ON query_group (query_id);
CREATE VIEW grouped AS SELECT query_id, count(*) AS groups FROM query_group GROUP BY query_id;
INSERT INTO query VALUES (1, 'a'), (3000000000, 'b');
INSERT INTO query_group ("group") VALUES (5);
