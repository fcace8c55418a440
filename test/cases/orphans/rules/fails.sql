ALTER TABLE posts ADD CONSTRAINT posts_author FOREIGN KEY (author) REFERENCES users, ADD CONSTRAINT posts_editor FOREIGN KEY (editor) REFERENCES users;
