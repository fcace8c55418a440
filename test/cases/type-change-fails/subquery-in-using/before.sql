CREATE TABLE people (id uuid PRIMARY KEY, number integer UNIQUE);
CREATE TABLE tasks (id integer PRIMARY KEY, person integer NOT NULL);
INSERT INTO people VALUES ('6f1c9a4e-2b3d-4c5e-8f70-112233445501', 1), ('6f1c9a4e-2b3d-4c5e-8f70-112233445502', 2);
INSERT INTO tasks VALUES (1, 2), (2, 1), (3, 2);
