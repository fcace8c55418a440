ALTER TABLE tasks ALTER person TYPE uuid USING (SELECT p.id FROM people p WHERE p.number = tasks.person);
