ALTER TABLE "group" ADD CONSTRAINT "primary" FOREIGN KEY ("table") REFERENCES "user" ("select");
