ALTER TABLE posts ADD COLUMN owner integer REFERENCES users (id) ON DELETE CASCADE;
-- then
ALTER TABLE posts ADD COLUMN title text;
