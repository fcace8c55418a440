ALTER TABLE links ADD CONSTRAINT links_code FOREIGN KEY (code) REFERENCES contact_types (code);
