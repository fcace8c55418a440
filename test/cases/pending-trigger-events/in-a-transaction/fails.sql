BEGIN
-- then
DELETE FROM session WHERE experiment IS NULL
-- then
ALTER TABLE session DROP COLUMN experiment
-- then
INSERT INTO message (session) VALUES (9)
-- then
INSERT INTO session (id) VALUES (9)
-- then
COMMIT
