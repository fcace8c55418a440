CREATE SCHEMA "Ünï ""cödé""";
CREATE TABLE "Ünï ""cödé"""."Größe ""x"" \ 'y'" ("the id" serial PRIMARY KEY, "öld; -- ""key""" uuid NOT NULL UNIQUE);
CREATE TABLE "Ünï ""cödé"""."списки 表" (id serial PRIMARY KEY, "ссылка $1 ""z"" \ '" uuid);
INSERT INTO "Ünï ""cödé"""."Größe ""x"" \ 'y'" ("öld; -- ""key""") VALUES
  ('0b6f2f1c-0000-4000-8000-00000000000a'), ('0b6f2f1c-0000-4000-8000-00000000000b');
INSERT INTO "Ünï ""cödé"""."списки 表" ("ссылка $1 ""z"" \ '") VALUES
  ('0b6f2f1c-0000-4000-8000-00000000000b'), (NULL), ('0b6f2f1c-0000-4000-8000-00000000000a');
