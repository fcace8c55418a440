ALTER TABLE posts ALTER COLUMN author TYPE bigint;
