CREATE TABLE "Forms" (id bigserial PRIMARY KEY, region text NOT NULL, handle text NOT NULL, UNIQUE (region, handle));
CREATE TABLE usages (
  id serial PRIMARY KEY,
  "formRegion" text NOT NULL,
  "formHandle" text NOT NULL,
  CONSTRAINT usages_form FOREIGN KEY ("formRegion", "formHandle") REFERENCES "Forms" (region, handle) ON DELETE CASCADE
);
CREATE INDEX ON usages ("formRegion", "formHandle");
CREATE TABLE log (what text);
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO log VALUES (TG_OP); RETURN NEW; END';
CREATE TRIGGER noted AFTER UPDATE ON usages FOR EACH ROW EXECUTE FUNCTION noted();
INSERT INTO "Forms" (region, handle) VALUES ('n', 'a'), ('s', 'a'), ('s', 'b');
INSERT INTO usages ("formRegion", "formHandle") VALUES ('s', 'a'), ('n', 'a'), ('s', 'a');
