CREATE TABLE contact_types (id serial PRIMARY KEY, element text, code text, UNIQUE (element, code));
INSERT INTO contact_types (element, code) VALUES ('contract', 'BILLING'), ('order', 'BILLING'), ('company', 'REP');
CREATE TABLE links (id serial PRIMARY KEY, code text);
INSERT INTO links (code) VALUES ('REP');
