INSERT INTO query_group (query_id, "group") VALUES (3000000000, 6), (1, 7)
