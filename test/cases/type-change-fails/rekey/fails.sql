ALTER TABLE customers ALTER COLUMN id TYPE uuid USING id::uuid;
