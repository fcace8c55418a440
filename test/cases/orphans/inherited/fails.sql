ALTER TABLE trips ADD CONSTRAINT trips_vehicle FOREIGN KEY (vehicle) REFERENCES vehicles;
