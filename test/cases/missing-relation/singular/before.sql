CREATE TABLE "Trainers" (id serial PRIMARY KEY);
