CREATE TABLE "User" (id serial PRIMARY KEY, name text);
CREATE TABLE "Device" (id serial PRIMARY KEY, "userId" integer CONSTRAINT "userId_idx" REFERENCES "User" (id));
COMMENT ON CONSTRAINT "userId_idx" ON "Device" IS 'whose';
INSERT INTO "User" (name) VALUES ('Ann');
INSERT INTO "Device" ("userId") VALUES (1);
