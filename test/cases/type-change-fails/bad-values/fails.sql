ALTER TABLE readings ALTER amount TYPE integer USING amount::integer; CREATE TABLE later (id integer);
