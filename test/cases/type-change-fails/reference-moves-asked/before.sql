CREATE TABLE login (id uuid PRIMARY KEY, email text);
CREATE TABLE customer (id serial PRIMARY KEY, login_id uuid UNIQUE REFERENCES login (id), name text);
CREATE TABLE supplier (id serial PRIMARY KEY, login_id uuid UNIQUE, name text);
CREATE TABLE device (id serial PRIMARY KEY, owner uuid REFERENCES login (id));
INSERT INTO login VALUES ('6f1c9a4e-2b3d-4c5e-8f70-112233445501', 'a@x'), ('6f1c9a4e-2b3d-4c5e-8f70-112233445502', 'b@x');
INSERT INTO customer (login_id, name) VALUES ('6f1c9a4e-2b3d-4c5e-8f70-112233445502', 'Grace'), ('6f1c9a4e-2b3d-4c5e-8f70-112233445501', 'Ada');
INSERT INTO supplier (login_id, name) VALUES ('6f1c9a4e-2b3d-4c5e-8f70-112233445501', 'Ada');
INSERT INTO device (owner) VALUES ('6f1c9a4e-2b3d-4c5e-8f70-112233445501'), (NULL), ('6f1c9a4e-2b3d-4c5e-8f70-112233445502');
