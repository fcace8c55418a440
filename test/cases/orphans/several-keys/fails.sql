ALTER TABLE tasks ADD CONSTRAINT tasks_owner FOREIGN KEY (tenant, owner) REFERENCES people,
  ADD CONSTRAINT tasks_reviewer FOREIGN KEY (tenant, reviewer) REFERENCES people (tenant, id);
