CREATE TABLE skill (slug varchar(64) PRIMARY KEY);
CREATE TABLE document (
  id serial PRIMARY KEY,
  skill varchar(64) NOT NULL REFERENCES skill (slug),
  title varchar(64),
  words tsvector GENERATED ALWAYS AS (to_tsvector('english', skill || ' ' || coalesce(title, ''))) STORED,
  shout text COLLATE "C" GENERATED ALWAYS AS (upper(skill)) STORED NOT NULL
);
CREATE INDEX document_words ON document USING gin (words);
CREATE INDEX document_shout ON document (shout, id) WHERE shout <> '';
COMMENT ON COLUMN document.words IS 'for the search';
COMMENT ON INDEX document_shout IS 'loud';
ALTER TABLE document ALTER COLUMN shout SET STATISTICS 7, ALTER COLUMN shout SET STORAGE EXTERNAL;
INSERT INTO skill VALUES ('sql');
INSERT INTO document (skill, title) VALUES ('sql', 'Basics');
