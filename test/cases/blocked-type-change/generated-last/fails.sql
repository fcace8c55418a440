ALTER TABLE document ALTER COLUMN skill TYPE text;
