CREATE TABLE login (id uuid PRIMARY KEY, email text);
CREATE TABLE customer (id serial PRIMARY KEY, login_id uuid UNIQUE REFERENCES login (id), name text);
CREATE TABLE device (id serial PRIMARY KEY, token text, owner uuid DEFAULT '6f1c9a4e-2b3d-4c5e-8f70-112233445501', CONSTRAINT of_owner FOREIGN KEY (owner) REFERENCES login (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED);
COMMENT ON CONSTRAINT of_owner ON device IS 'whose';
CREATE INDEX device_owner ON device (owner);
INSERT INTO login VALUES ('6f1c9a4e-2b3d-4c5e-8f70-112233445501', 'a@x'), ('6f1c9a4e-2b3d-4c5e-8f70-112233445502', 'b@x'), ('6f1c9a4e-2b3d-4c5e-8f70-112233445503', 'c@x');
INSERT INTO customer (login_id, name) VALUES ('6f1c9a4e-2b3d-4c5e-8f70-112233445502', 'Grace'), ('6f1c9a4e-2b3d-4c5e-8f70-112233445501', 'Ada');
INSERT INTO device (token, owner) VALUES ('r1', '6f1c9a4e-2b3d-4c5e-8f70-112233445501'), ('r2', NULL), ('r3', '6f1c9a4e-2b3d-4c5e-8f70-112233445502');
