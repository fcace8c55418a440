CREATE TABLE entries (id serial PRIMARY KEY, author varchar(40) REFERENCES users (username));
