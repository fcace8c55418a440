ALTER TABLE submissions ADD CONSTRAINT submissions_journal FOREIGN KEY (journal_id) REFERENCES journals ON DELETE CASCADE;
