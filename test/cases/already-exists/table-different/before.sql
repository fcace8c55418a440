CREATE TABLE "Communities" (id serial PRIMARY KEY, name varchar(40) NOT NULL);
