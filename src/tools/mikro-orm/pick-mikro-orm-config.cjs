'use strict';
// What pgmend takes from MikroORM's configuration. https://mikro-orm.io/docs/configuration
module.exports = async (loaded, { driverConfiguration, exported }) => {
  let options = await exported(loaded);
  if (Array.isArray(options)) [options] = options;
  if (options === null || typeof options !== 'object') throw new Error('it exports no options');
  const { migrations = {}, driverOptions = {} } = options;
  const connection = driverOptions.connection ?? driverOptions;
  // Its ledger may be named with a schema. Source: getTableName() of MigrationStorage in @mikro-orm/migrations
  const parts = String(migrations.tableName ?? 'mikro_orm_migrations').split('.');
  const schema = options.schema === '*' ? null : (options.schema ?? null);
  return {
    connection: driverConfiguration({
      ...connection,
      url: options.clientUrl,
      host: options.host ?? connection.host,
      port: options.port ?? connection.port,
      user: options.user ?? connection.user,
      password: options.password ?? connection.password,
      database: options.dbName ?? connection.database,
    }),
    ignoreSchema: [options.schemaGenerator?.ignoreSchema ?? []].flat().map(String),
    folder: migrations.path ?? './migrations',
    sources: migrations.pathTs ?? null,
    table: parts[1] ?? parts[0],
    schema: parts.length > 1 ? parts[0] : schema,
  };
};
