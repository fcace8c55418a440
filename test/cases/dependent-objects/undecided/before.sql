CREATE TABLE cases (id integer NOT NULL CONSTRAINT cases_id_key UNIQUE, title text);
CREATE TABLE notes (id serial PRIMARY KEY, case_id integer REFERENCES cases (id) ON DELETE CASCADE);
INSERT INTO cases VALUES (1, 'a');
INSERT INTO notes (case_id) VALUES (1);
