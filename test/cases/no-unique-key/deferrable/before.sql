CREATE TABLE places (id serial PRIMARY KEY, rank int, CONSTRAINT one_rank UNIQUE (rank) DEFERRABLE);
INSERT INTO places (rank) VALUES (1), (2);
CREATE TABLE prizes (id int PRIMARY KEY, rank int);
