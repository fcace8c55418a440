ALTER TABLE posts ADD CONSTRAINT posts_writer_fkey FOREIGN KEY (writer) REFERENCES authors (id) ON DELETE SET NULL;
