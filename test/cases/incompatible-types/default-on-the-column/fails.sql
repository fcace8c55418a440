ALTER TABLE subscriptions ADD CONSTRAINT subscriptions_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES plans (id);
-- then
INSERT INTO subscriptions DEFAULT VALUES;
