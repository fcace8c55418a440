CREATE TABLE users (id serial PRIMARY KEY, legacy uuid NOT NULL UNIQUE);
CREATE TABLE bookings (
  id serial PRIMARY KEY,
  user_id uuid NOT NULL,
  day date NOT NULL,
  note text,
  CONSTRAINT bookings_once UNIQUE (user_id, day)
);
CREATE INDEX bookings_by_user ON bookings USING btree (user_id DESC) INCLUDE (note) WHERE day > '2020-01-01';
CREATE INDEX bookings_by_hash ON bookings USING hash (user_id);
CREATE STATISTICS bookings_user_day ON user_id, day FROM bookings;
ALTER TABLE bookings ALTER COLUMN user_id SET STATISTICS 500;
COMMENT ON COLUMN bookings.user_id IS 'who "booked"; it''s the member';
COMMENT ON INDEX bookings_by_user IS 'for the calendar';
COMMENT ON CONSTRAINT bookings_once ON bookings IS 'one a day';
GRANT SELECT ON bookings TO pg_monitor;
GRANT SELECT (user_id), UPDATE (user_id, note) ON bookings TO pg_read_all_stats WITH GRANT OPTION;
CREATE VIEW calendar WITH (security_barrier) AS SELECT b.user_id, b.day FROM bookings AS b;
GRANT SELECT ON calendar TO pg_monitor;
COMMENT ON VIEW calendar IS 'what the front desk sees';
CREATE MATERIALIZED VIEW busy_days AS SELECT day, count(user_id) AS bookings FROM bookings GROUP BY day;
CREATE UNIQUE INDEX busy_days_day ON busy_days (day);
CREATE VIEW busiest AS SELECT c.day FROM calendar AS c JOIN busy_days USING (day);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER bookings_touch BEFORE UPDATE OF user_id ON bookings FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE bookings ENABLE ROW LEVEL SECURITY;
CREATE POLICY bookings_known ON bookings FOR SELECT TO pg_monitor USING (user_id IS NOT NULL);
INSERT INTO users (legacy) VALUES
  ('0b6f2f1c-0000-4000-8000-00000000000a'), ('0b6f2f1c-0000-4000-8000-00000000000b');
INSERT INTO bookings (user_id, day, note) VALUES
  ('0b6f2f1c-0000-4000-8000-00000000000b', '2025-01-01', 'x'),
  ('0b6f2f1c-0000-4000-8000-00000000000a', '2025-01-01', NULL),
  ('0b6f2f1c-0000-4000-8000-00000000000b', '2025-01-02', 'y');
REFRESH MATERIALIZED VIEW busy_days;
