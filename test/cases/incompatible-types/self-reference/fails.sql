ALTER TABLE employees ADD CONSTRAINT employees_manager_fkey FOREIGN KEY (manager) REFERENCES employees (id);
