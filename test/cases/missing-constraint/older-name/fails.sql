ALTER TABLE chunks DROP CONSTRAINT chunks_a_b_fkey
