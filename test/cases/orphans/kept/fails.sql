ALTER TABLE ONLY orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers;
