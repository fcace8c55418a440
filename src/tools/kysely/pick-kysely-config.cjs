'use strict';
// What pgmend takes from kysely-ctl's configuration. https://github.com/kysely-org/kysely-ctl
// A Migrator of the project's own keeps what it was told to itself: it is read in the text.
module.exports = async (loaded, { exported }) => {
  const config = await exported(loaded);
  if (config === null || typeof config !== 'object') throw new Error('it exports no object');
  const { migrations = {} } = config;
  return {
    folder: migrations.migrationFolder ?? null,
    tables:
      typeof migrations.migrator === 'function'
        ? null
        : {
            migrationTableName: migrations.migrationTableName,
            migrationTableSchema: migrations.migrationTableSchema,
            migrationLockTableName: migrations.migrationLockTableName,
          },
  };
};
