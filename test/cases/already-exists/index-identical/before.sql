CREATE TABLE posts (id serial PRIMARY KEY, slug text);
CREATE UNIQUE INDEX posts_slug ON posts (slug) WHERE slug IS NOT NULL;
