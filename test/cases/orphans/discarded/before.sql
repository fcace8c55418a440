CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE entry (id serial PRIMARY KEY, user_id int NOT NULL);
INSERT INTO users VALUES (1);
INSERT INTO entry (user_id) VALUES (1), (57482);
