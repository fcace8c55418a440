BEGIN
-- then
DELETE FROM session WHERE experiment IS NULL
-- then
ALTER TABLE session DROP COLUMN experiment;
COMMIT;
