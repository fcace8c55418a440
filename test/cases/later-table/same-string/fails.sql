CREATE TABLE teams (
  id int UNIQUE,
  leader int CONSTRAINT "teams LEADER" REFERENCES members (id) ON DELETE SET NULL,
  owner int REFERENCES people,
  FOREIGN KEY (leader, id) REFERENCES members (id, team) DEFERRABLE INITIALLY DEFERRED
);
INSERT INTO teams VALUES (1, 1, 1);
CREATE TABLE members (id int UNIQUE, team int REFERENCES teams (id), UNIQUE (id, team));
INSERT INTO members VALUES (1, 1);
