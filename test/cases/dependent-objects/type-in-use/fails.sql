DROP TYPE status_old;
