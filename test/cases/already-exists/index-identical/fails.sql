CREATE UNIQUE INDEX posts_slug ON posts (slug) WHERE slug IS NOT NULL;
-- then
ALTER TABLE posts ADD COLUMN title text;
