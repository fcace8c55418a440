CREATE TABLE lessons (trainer integer REFERENCES "Trainer" (id))
