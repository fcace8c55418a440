CREATE TYPE state AS ENUM ('new', 'newer');
