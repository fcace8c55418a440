ALTER TABLE invoices ADD FOREIGN KEY (account_id) REFERENCES accounts (id);
