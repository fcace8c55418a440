-- é
BEGIN;
CREATE TABLE tags (id serial PRIMARY KEY, post integer REFERENCES posts);
ALTER TABLE posts ADD CONSTRAINT by_user FOREIGN KEY (user_id) REFERENCES users;
INSERT INTO tags (post) VALUES (1);
COMMIT;
