ALTER TABLE account ALTER COLUMN id TYPE uuid USING id::uuid;
