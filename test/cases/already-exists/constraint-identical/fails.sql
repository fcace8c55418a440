ALTER TABLE posts ADD CONSTRAINT "posts_userId_fkey" FOREIGN KEY ("userId") REFERENCES users (id) ON DELETE CASCADE;
-- then
ALTER TABLE posts ADD COLUMN title text;
