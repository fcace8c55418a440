CREATE TABLE plans (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE subscriptions (id serial PRIMARY KEY, plan_id text NOT NULL DEFAULT '1');
INSERT INTO plans (name) VALUES ('free'), ('paid');
INSERT INTO subscriptions (plan_id) VALUES ('2'), (DEFAULT);
