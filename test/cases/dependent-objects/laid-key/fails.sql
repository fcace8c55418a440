ALTER TABLE users DROP CONSTRAINT users_email_old, ADD CONSTRAINT users_email_key UNIQUE (email);
