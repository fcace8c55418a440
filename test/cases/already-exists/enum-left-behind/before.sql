CREATE TYPE state AS ENUM ('old', 'new');
