CREATE TABLE "Users" (id uuid NOT NULL, name text, created_by uuid);
INSERT INTO "Users" VALUES
  ('6f1c9a4e-2b3d-4c5e-8f70-112233445501', 'root', NULL),
  ('6f1c9a4e-2b3d-4c5e-8f70-112233445502', 'ann', '6f1c9a4e-2b3d-4c5e-8f70-112233445501'),
  ('6f1c9a4e-2b3d-4c5e-8f70-112233445503', 'eve', '6f1c9a4e-2b3d-4c5e-8f70-112233445599');
