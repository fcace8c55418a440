ALTER TABLE posts ALTER COLUMN author TYPE bigint, ALTER COLUMN slug TYPE text;
