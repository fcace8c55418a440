CREATE TABLE users (id bigserial PRIMARY KEY);
CREATE TABLE posts (
  id serial PRIMARY KEY,
  author integer NOT NULL REFERENCES users (id) CHECK (author > 0 AND author / 2 < 100),
  slug varchar(20) CHECK (slug <> 'new' AND length(slug) > 1)
);
CREATE VIEW authors AS SELECT DISTINCT author, slug FROM posts;
CREATE UNIQUE INDEX posts_slug ON posts (lower(slug), author) WHERE author > 0;
CREATE INDEX posts_like ON posts (slug varchar_pattern_ops);
COMMENT ON CONSTRAINT posts_author_check ON posts IS 'people';
INSERT INTO users VALUES (1);
INSERT INTO posts (author, slug) VALUES (1, 'ab');
