ALTER TABLE memberships ADD CONSTRAINT memberships_member_fkey FOREIGN KEY (member) REFERENCES users (id) ON DELETE CASCADE;
