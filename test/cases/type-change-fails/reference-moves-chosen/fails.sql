ALTER TABLE people ALTER COLUMN boss TYPE bigint USING boss::bigint;
