ALTER TABLE clients ADD CONSTRAINT clients_user FOREIGN KEY (user_id) REFERENCES users (id)
