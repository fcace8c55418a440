BEGIN
-- then
INSERT INTO query_group (query_id) SELECT id FROM query
-- then
COMMIT
