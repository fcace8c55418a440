CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE carts (id integer PRIMARY KEY, user_id text NOT NULL, content text);
INSERT INTO users VALUES (1), (2), (3);
INSERT INTO carts VALUES (1, '1', 'tea'), (2, '2', 'milk'), (3, '77', 'sugar'), (4, '3', 'rice');
CREATE MATERIALIZED VIEW contents AS SELECT content FROM carts WHERE user_id IS NOT NULL;
