CREATE TABLE "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnüüüüüüüüüüüüüüüü" ("nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnüüüüüüüüüüüüüüüü" integer PRIMARY KEY);
CREATE TABLE "mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm" (id serial PRIMARY KEY, "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnüüüüüüüüüüüüüüüü" text);
INSERT INTO "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnüüüüüüüüüüüüüüüü" VALUES (1), (2);
INSERT INTO "mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm" ("nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnüüüüüüüüüüüüüüüü") VALUES ('2'), (NULL), ('1');
