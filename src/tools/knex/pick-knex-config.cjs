'use strict';
// What pgmend takes from a knexfile. https://knexjs.org/guide/migrations.html
module.exports = async (loaded, { driverConfiguration, exported }, environment) => {
  const all = await exported(loaded);
  const config = all[environment] ?? all;
  const { connection, migrations = {} } = config;
  const given = typeof connection === 'function' ? await connection() : connection;
  return {
    environment: all[environment] === undefined ? null : environment,
    client: typeof config.client === 'string' ? config.client : null,
    connection: driverConfiguration(
      typeof given === 'string' ? { connectionString: given } : (given ?? {}),
    ),
    directories: [migrations.directory ?? './migrations'].flat().map(String),
    table: migrations.tableName ?? 'knex_migrations',
    schema: migrations.schemaName ?? null,
    endings: migrations.loadExtensions ?? null,
    separately: migrations.sortDirsSeparately === true,
  };
};
