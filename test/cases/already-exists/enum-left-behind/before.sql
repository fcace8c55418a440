CREATE TYPE state AS ENUM ('old', 'new');
COMMENT ON TYPE state IS 'of an earlier attempt';
REVOKE USAGE ON TYPE state FROM PUBLIC;
