CREATE TABLE "Communities" (id serial PRIMARY KEY, name varchar(80) NOT NULL);
