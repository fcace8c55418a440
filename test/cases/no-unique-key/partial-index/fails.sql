ALTER TABLE profiles ADD CONSTRAINT profiles_email FOREIGN KEY (email) REFERENCES users (email);
