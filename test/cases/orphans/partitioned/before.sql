CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE visits (id integer, day date, user_id bigint, page text, PRIMARY KEY (id, day, page)) PARTITION BY RANGE (day);
CREATE TABLE visits_old PARTITION OF visits FOR VALUES FROM (MINVALUE) TO ('2026-01-01');
CREATE TABLE visits_new PARTITION OF visits FOR VALUES FROM ('2026-01-01') TO (MAXVALUE) PARTITION BY LIST (page);
CREATE TABLE visits_new_home PARTITION OF visits_new FOR VALUES IN ('home');
CREATE TABLE visits_new_rest PARTITION OF visits_new DEFAULT;
INSERT INTO users VALUES (1), (2);
INSERT INTO visits VALUES (1, '2025-05-01', 1, 'a'), (2, '2025-06-01', 7, 'b'), (3, '2026-02-01', 2, 'home'), (4, '2026-03-01', 8, 'home'), (5, '2026-04-01', 9, 'c'), (6, '2026-05-01', NULL, 'd');
