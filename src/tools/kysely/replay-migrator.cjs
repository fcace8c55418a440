'use strict';
/**
 * Runs the files that it is given as Kysely's Migrator does, or takes all of them back, on the database that
 * PGMEND_MIGRATE_URL or else PG* name: what stands in a project's own script, which is nowhere said. `up` or `down`, then
 * names and files by turns. PGMEND_MIGRATE_TABLES has what the project tells its Migrator, as JSON.
 */
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { Pool } = require('pg');
const { load, own } = require(
  require('node:fs').existsSync(path.join(__dirname, 'project-modules.cjs'))
    ? './project-modules.cjs'
    : '../project-modules.cjs',
);

async function main([direction, ...words]) {
  const { Kysely, Migrator, NO_MIGRATIONS, PostgresDialect } = await import(
    pathToFileURL(own.resolve('kysely')).href
  );
  const url = process.env.PGMEND_MIGRATE_URL;
  const pool = new Pool(url === undefined ? {} : { connectionString: url });
  const db = new Kysely({ dialect: new PostgresDialect({ pool }) });
  const provider = {
    async getMigrations() {
      const found = {};
      for (let at = 0; at + 1 < words.length; at += 2) {
        const loaded = await load(words[at + 1]);
        found[words[at]] = typeof loaded.up === 'function' ? loaded : loaded.default;
      }
      return found;
    },
  };
  const tables = JSON.parse(process.env.PGMEND_MIGRATE_TABLES ?? '{}');
  const migrator = new Migrator({ db, provider, ...tables });
  const { error, results } =
    direction === 'down'
      ? await migrator.migrateTo(NO_MIGRATIONS)
      : await migrator.migrateToLatest();
  await db.destroy();
  for (const { migrationName, status } of results ?? []) console.log(migrationName, status);
  if (error !== undefined) throw error;
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
