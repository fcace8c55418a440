ALTER TABLE "Users" ADD CONSTRAINT created_by_someone FOREIGN KEY (created_by) REFERENCES "Users" (id) ON DELETE SET NULL;
