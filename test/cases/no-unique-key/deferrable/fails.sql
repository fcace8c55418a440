ALTER TABLE prizes ADD CONSTRAINT prizes_rank FOREIGN KEY (rank) REFERENCES places (rank);
