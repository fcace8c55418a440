INSERT INTO query_group (query_id, amount) VALUES (1, 3000000000)
