ALTER TABLE hits ADD CONSTRAINT hits_cache FOREIGN KEY (cache) REFERENCES caches (id)
