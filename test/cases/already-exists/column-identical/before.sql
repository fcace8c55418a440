CREATE TABLE users (id serial PRIMARY KEY);
CREATE TABLE posts (id serial PRIMARY KEY, owner integer REFERENCES users (id) ON DELETE CASCADE);
