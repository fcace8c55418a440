ALTER TABLE lines ADD CONSTRAINT lines_order FOREIGN KEY (order_number, order_region) REFERENCES orders (number, region);
