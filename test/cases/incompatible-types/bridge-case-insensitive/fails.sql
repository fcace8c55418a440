ALTER TABLE visits ADD CONSTRAINT visits_member_fkey FOREIGN KEY (member) REFERENCES members (id);
