CREATE TABLE owners (id serial PRIMARY KEY);
CREATE TABLE tasks (id serial PRIMARY KEY, target text, owner integer REFERENCES owners);
CREATE TABLE errors (id serial PRIMARY KEY, task_id integer REFERENCES tasks (id) ON DELETE CASCADE, message text);
INSERT INTO owners VALUES (1);
INSERT INTO tasks (target, owner) VALUES ('a', 1), ('b', NULL);
INSERT INTO errors (task_id, message) VALUES (1, 'boom');
CREATE TABLE tasks_new (id integer NOT NULL, target text, owner integer, stats integer NOT NULL DEFAULT 0);
INSERT INTO tasks_new SELECT id, target, owner FROM tasks;
CREATE TABLE tasks_part AS SELECT * FROM tasks WHERE id = 1;
