CREATE TABLE users (id integer PRIMARY KEY, email text NOT NULL CONSTRAINT users_email_old UNIQUE);
CREATE TABLE logins (id serial PRIMARY KEY, email text NOT NULL REFERENCES users (email) ON UPDATE CASCADE);
INSERT INTO users VALUES (1, 'a@x'), (2, 'b@x');
INSERT INTO logins (email) VALUES ('a@x');
