CREATE TABLE session (id serial PRIMARY KEY, note text);
CREATE TABLE message (id serial PRIMARY KEY, session integer NOT NULL CONSTRAINT of_session REFERENCES session DEFERRABLE INITIALLY DEFERRED);
INSERT INTO session DEFAULT VALUES;
INSERT INTO message (session) VALUES (1);
