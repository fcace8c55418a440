CREATE TABLE users (id serial PRIMARY KEY);
CREATE TABLE posts (id serial PRIMARY KEY, "userId" integer,
  CONSTRAINT "posts_userId_fkey" FOREIGN KEY ("userId") REFERENCES users (id) ON DELETE CASCADE);
