CREATE TABLE users (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text);
CREATE TABLE members (id integer PRIMARY KEY, user_id uuid NOT NULL REFERENCES users (id));
INSERT INTO users VALUES ('6f1c9a4e-2b3d-4c5e-8f70-112233445501', 'Ada'), ('6f1c9a4e-2b3d-4c5e-8f70-112233445502', 'Grace');
INSERT INTO members VALUES (1, '6f1c9a4e-2b3d-4c5e-8f70-112233445502'), (2, '6f1c9a4e-2b3d-4c5e-8f70-112233445501');
