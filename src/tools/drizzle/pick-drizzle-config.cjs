'use strict';
// What pgmend takes from a drizzle.config file. https://orm.drizzle.team/docs/drizzle-config-file
module.exports = async (loaded, { driverConfiguration, exported }) => {
  const config = await exported(loaded);
  if (config === null || typeof config !== 'object') throw new Error('it exports no object');
  const { dialect = null, driver = null, out, dbCredentials = {}, migrations = {} } = config;
  return {
    dialect,
    driver,
    out: out ?? 'drizzle',
    connection: driverConfiguration(dbCredentials),
    table: migrations.table ?? '__drizzle_migrations',
    schema: migrations.schema ?? 'drizzle',
    schemaFilter: [config.schemaFilter ?? []].flat(),
  };
};
