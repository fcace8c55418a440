BEGIN
-- then
DELETE FROM session
-- then
ALTER TABLE session DROP COLUMN note
