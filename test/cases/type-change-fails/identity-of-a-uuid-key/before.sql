CREATE SCHEMA door;
CREATE TABLE door.visits (visit uuid CONSTRAINT visits_pkey PRIMARY KEY DEFAULT gen_random_uuid(), guest text, follows uuid REFERENCES door.visits (visit));
CREATE TABLE stamps (id serial PRIMARY KEY, visit uuid NOT NULL REFERENCES door.visits (visit) ON DELETE CASCADE, at integer);
COMMENT ON COLUMN door.visits.visit IS 'the key';
INSERT INTO door.visits VALUES ('6f1c9a4e-2b3d-4c5e-8f70-112233445502', 'Ada', NULL), ('6f1c9a4e-2b3d-4c5e-8f70-112233445501', 'Grace', '6f1c9a4e-2b3d-4c5e-8f70-112233445502');
INSERT INTO stamps (visit, at) VALUES ('6f1c9a4e-2b3d-4c5e-8f70-112233445501', 10), ('6f1c9a4e-2b3d-4c5e-8f70-112233445502', 20), ('6f1c9a4e-2b3d-4c5e-8f70-112233445502', 30);
