CREATE TABLE groups (a integer, b integer, PRIMARY KEY (a, b));
CREATE TABLE chunks (a integer, b integer, CONSTRAINT chunks_a_fkey FOREIGN KEY (a, b) REFERENCES groups);
