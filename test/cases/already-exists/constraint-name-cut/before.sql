CREATE TABLE users (id serial PRIMARY KEY);
CREATE TABLE posts (id serial PRIMARY KEY, a integer, b integer,
  CONSTRAINT "the_name_of_this_constraint_is_longer_than_PostgreSQL_can_keep_it" FOREIGN KEY (a) REFERENCES users (id));
