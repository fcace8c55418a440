CREATE TABLE journals (id bigint PRIMARY KEY);
CREATE TABLE submissions (id bigint PRIMARY KEY, journal_id bigint NOT NULL, follows bigint REFERENCES submissions);
CREATE TABLE publications (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, submission_id bigint NOT NULL REFERENCES submissions, title text,
  length int GENERATED ALWAYS AS (length(title)) STORED);
CREATE TABLE reviews (publication int REFERENCES publications ON DELETE CASCADE, text text);
INSERT INTO journals VALUES (1);
INSERT INTO submissions VALUES (10, 1, NULL), (11, 99, 10), (12, 1, 11), (13, 1, 10);
INSERT INTO publications (submission_id, title) VALUES (10, 'ok'), (11, 'author work'), (12, 'follow-up');
INSERT INTO reviews VALUES (1, 'fine'), (2, 'good, "very" good'), (3, NULL);
