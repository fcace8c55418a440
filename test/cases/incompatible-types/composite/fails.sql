ALTER TABLE lessons ADD CONSTRAINT lessons_room_fkey
  FOREIGN KEY (building, number) REFERENCES rooms (building, number);
