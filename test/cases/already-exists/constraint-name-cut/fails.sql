ALTER TABLE posts ADD CONSTRAINT "the_name_of_this_constraint_is_longer_than_PostgreSQL_can_keep_too"
  FOREIGN KEY (b) REFERENCES users (id);
