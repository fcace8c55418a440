BEGIN;
-- then
CREATE TABLE trainers (id serial PRIMARY KEY);
-- then
ALTER TABLE sessions ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id);
-- then
INSERT INTO ledger VALUES ('1-link.cjs');
-- then
COMMIT;
