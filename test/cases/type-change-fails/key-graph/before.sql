CREATE TABLE account (id text PRIMARY KEY DEFAULT gen_random_uuid()::text, invited_by text REFERENCES account (id), name text);
CREATE TABLE profile (id text PRIMARY KEY REFERENCES account (id) ON UPDATE CASCADE ON DELETE RESTRICT);
CREATE TABLE avatar (profile text NOT NULL CONSTRAINT of_profile REFERENCES profile (id) DEFERRABLE INITIALLY DEFERRED, file text);
INSERT INTO account VALUES ('6f1c9a4e-2b3d-4c5e-8f70-112233445501', NULL, 'Ada'), ('6f1c9a4e-2b3d-4c5e-8f70-112233445502', '6f1c9a4e-2b3d-4c5e-8f70-112233445501', 'Grace');
INSERT INTO profile VALUES ('6f1c9a4e-2b3d-4c5e-8f70-112233445502');
INSERT INTO avatar VALUES ('6f1c9a4e-2b3d-4c5e-8f70-112233445502', 'g.png'), ('6f1c9a4e-2b3d-4c5e-8f70-112233445502', 'h.png');
