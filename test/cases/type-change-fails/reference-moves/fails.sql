ALTER TABLE device ALTER COLUMN owner DROP DEFAULT, ALTER COLUMN owner TYPE integer USING owner::text::integer;
