CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id serial PRIMARY KEY, user_id character varying(30) DEFAULT '7', note text);
INSERT INTO users VALUES (1), (7);
INSERT INTO posts (user_id, note) VALUES ('1', 'One');
