ALTER TABLE enrolments ADD CONSTRAINT enrolments_pupil_fkey FOREIGN KEY (school_id, pupil) REFERENCES students (school_id, student_no) MATCH SIMPLE ON UPDATE CASCADE;
