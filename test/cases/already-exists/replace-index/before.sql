CREATE TABLE t (id integer PRIMARY KEY, a integer, b integer);
CREATE INDEX t_a ON t (a);
COMMENT ON INDEX t_a IS 'for the list';
