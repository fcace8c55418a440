CREATE TABLE experiment (id serial PRIMARY KEY);
CREATE TABLE session (id serial PRIMARY KEY, experiment integer CONSTRAINT of_experiment REFERENCES experiment DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE message (id serial PRIMARY KEY, session integer NOT NULL CONSTRAINT of_session REFERENCES session DEFERRABLE INITIALLY DEFERRED);
INSERT INTO experiment DEFAULT VALUES;
INSERT INTO session (experiment) VALUES (1), (NULL), (NULL);
INSERT INTO message (session) VALUES (1);
