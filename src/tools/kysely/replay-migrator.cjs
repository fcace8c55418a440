'use strict';
/**
 * Runs the files that it is given as Kysely's Migrator does, on the database that PG* name: what stands in a project's
 * own script, which is nowhere said. Names and files by turns.
 */
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { Pool } = require('pg');
const { load, own } = require(
  require('node:fs').existsSync(path.join(__dirname, 'project-modules.cjs'))
    ? './project-modules.cjs'
    : '../project-modules.cjs',
);

async function main(words) {
  const { Kysely, Migrator, PostgresDialect } = await import(
    pathToFileURL(own.resolve('kysely')).href
  );
  const db = new Kysely({ dialect: new PostgresDialect({ pool: new Pool() }) });
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
  const { error, results } = await new Migrator({ db, provider }).migrateToLatest();
  await db.destroy();
  for (const { migrationName, status } of results ?? []) console.log(migrationName, status);
  if (error !== undefined) throw error;
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
