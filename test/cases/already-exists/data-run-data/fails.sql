CREATE INDEX users_by_role ON users (role);
-- then
INSERT INTO users (role) VALUES ('admin');
