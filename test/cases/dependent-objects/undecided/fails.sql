ALTER TABLE cases DROP CONSTRAINT cases_id_key;
