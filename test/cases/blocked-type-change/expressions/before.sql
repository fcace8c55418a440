CREATE TABLE skill (slug varchar(64) PRIMARY KEY);
CREATE TABLE document (id serial PRIMARY KEY, skill varchar(64) NOT NULL REFERENCES skill (slug), title varchar(64));
CREATE VIEW sql_documents AS SELECT id, title FROM document WHERE skill = 'sql';
CREATE MATERIALIZED VIEW skills AS SELECT DISTINCT lower(skill) AS skill FROM document;
CREATE POLICY of_sql ON document USING (skill = 'sql');
INSERT INTO skill VALUES ('sql');
INSERT INTO document (skill, title) VALUES ('sql', 'Basics');
REFRESH MATERIALIZED VIEW skills;
