BEGIN;
DELETE FROM session WHERE experiment IS NULL;
ALTER TABLE session DROP COLUMN experiment;
COMMIT;
