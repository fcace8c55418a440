ALTER TABLE device ALTER COLUMN owner TYPE integer USING owner::integer;
