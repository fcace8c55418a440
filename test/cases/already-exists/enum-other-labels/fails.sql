CREATE TYPE "enum_posts_state" AS ENUM ('draft', 'published');
