CREATE TABLE users (id serial PRIMARY KEY);
CREATE TABLE "Communities" (id serial PRIMARY KEY, name varchar(80) NOT NULL UNIQUE, owner integer REFERENCES users (id));
INSERT INTO "Communities" (name) VALUES ('runners');
