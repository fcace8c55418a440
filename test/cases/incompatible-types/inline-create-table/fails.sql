CREATE TABLE IF NOT EXISTS "Posts" (
  id serial PRIMARY KEY, -- uuid is not the word to change here
  "authorId" UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  note varchar(20) DEFAULT 'uuid'
);
-- then
INSERT INTO "Posts" ("authorId") VALUES (1);
