ALTER TABLE "Forms" DROP CONSTRAINT "Forms_region_handle_key";
