ALTER TABLE folders ALTER COLUMN id TYPE uuid USING id::uuid;
