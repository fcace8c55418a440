CREATE TABLE accounts (id integer PRIMARY KEY);
CREATE TABLE histories (
  id integer PRIMARY KEY,
  entry_created_by_account integer,
  entry_created_by_account_old integer,
  CONSTRAINT a_name_that_is_longer_than_sixty_three_bytes_when_the_column_is_added_first FOREIGN KEY (entry_created_by_account) REFERENCES accounts
);
