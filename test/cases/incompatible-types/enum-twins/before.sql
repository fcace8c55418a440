CREATE TYPE "status old" AS ENUM ('open', 'it''s shut');
CREATE TYPE status AS ENUM ('new', 'open', 'it''s shut');
CREATE TABLE states (status status PRIMARY KEY);
CREATE TABLE jobs (
  id serial PRIMARY KEY,
  state "status old" NOT NULL DEFAULT 'open',
  CONSTRAINT known CHECK (state IN ('open', 'it''s shut') AND id > 0),
  EXCLUDE USING btree (id WITH =) WHERE (id < 0)
);
CREATE INDEX jobs_open ON jobs (id) WHERE state = 'open';
CREATE INDEX jobs_shut ON jobs ((state = 'it''s shut'));
CREATE POLICY of_open ON jobs USING (state = 'open'::"status old");
COMMENT ON CONSTRAINT known ON jobs IS 'two';
COMMENT ON INDEX jobs_open IS 'the open ones';
INSERT INTO states VALUES ('open'), ('it''s shut');
INSERT INTO jobs (state) VALUES ('open'), ('it''s shut');
