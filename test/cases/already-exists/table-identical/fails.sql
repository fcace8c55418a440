CREATE TABLE "Communities" (id serial PRIMARY KEY, name varchar(80) NOT NULL UNIQUE, owner integer REFERENCES users (id));
-- then
CREATE INDEX communities_by_owner ON "Communities" (owner);
