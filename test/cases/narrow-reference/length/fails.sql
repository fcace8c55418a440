INSERT INTO city (country) VALUES ('longer')
