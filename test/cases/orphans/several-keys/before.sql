CREATE TABLE tenants (id int PRIMARY KEY);
CREATE TABLE people (tenant int REFERENCES tenants, id int, PRIMARY KEY (tenant, id));
CREATE TABLE tasks (tenant int REFERENCES tenants, owner int, reviewer int, title text);
INSERT INTO tenants VALUES (1), (2);
INSERT INTO people VALUES (1, 1), (1, 2), (2, 1);
INSERT INTO tasks VALUES (1, 1, 2, 'a'), (2, 2, 1, 'b'), (1, 9, 9, 'c'), (1, 9, 9, 'c'), (NULL, 5, 5, 'd'), (1, 2, NULL, 'e');
