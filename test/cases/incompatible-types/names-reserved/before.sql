CREATE TABLE "user" ("select" serial PRIMARY KEY, "order" text NOT NULL UNIQUE);
CREATE TABLE users ("select" uuid PRIMARY KEY);
CREATE TABLE "Users" ("Select" integer PRIMARY KEY);
CREATE TABLE "group" (id serial PRIMARY KEY, "table" text, "Table" uuid);
INSERT INTO "user" ("order") VALUES ('a'), ('b');
INSERT INTO "group" ("table", "Table") VALUES
  ('b', '0b6f2f1c-0000-4000-8000-00000000000a'), ('a', NULL), (NULL, NULL);
