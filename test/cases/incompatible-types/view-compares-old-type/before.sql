CREATE TABLE users (id serial PRIMARY KEY, legacy uuid NOT NULL UNIQUE);
CREATE TABLE bookings (id serial PRIMARY KEY, user_id uuid);
CREATE VIEW calendar AS SELECT u.id AS member FROM bookings AS b JOIN users AS u ON u.legacy = b.user_id;
INSERT INTO users (legacy) VALUES ('0b6f2f1c-0000-4000-8000-00000000000a');
INSERT INTO bookings (user_id) VALUES ('0b6f2f1c-0000-4000-8000-00000000000a'), (NULL);
