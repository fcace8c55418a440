import { namedTable } from '../named-table.ts';
import { numberIn } from './number-in.ts';
import { byVersion, type SqlFolder } from './sql-folder.ts';

/** https://github.com/golang-migrate/migrate: `migrations/000001_x.up.sql`, each sent whole, without a transaction. */
export const golangMigrate: SqlFolder = {
  name: 'golang-migrate',
  program: 'migrate',
  sign: /^--?(path|source|database)(=|$)/,
  runsAll: { words: ['up'], limit: /^\d+$/ },
  folder: {
    options: ['path', 'source'],
    variables: [],
    usual: ['migrations', 'db/migrations', 'database/migrations', 'internal/db/migrations'],
  },
  deep: false,
  below: -1,
  version: (name) => numberIn(/^(\d+)_.*\.up\.sql$/.exec(name)?.[1]),
  isOwn: () => true,
  script: async (text) => ({
    statements: text.trim() === '' ? [] : [text],
    transaction: false,
  }),
  write: ({ about, up, down }, { digits, slug }) => [
    { name: `${digits}_${slug}.up.sql`, text: `${about}\n\n${up}\n` },
    { name: `${digits}_${slug}.down.sql`, text: `${about}\n\n${down}\n` },
  ],
  reset(program, { url, folder }) {
    const command = [...program, '-path', folder, '-database', url];
    return { undoAll: [[...command, 'down', '-all']], migrate: [...command, 'up'], tells: {} };
  },
  ledger: {
    table: 'schema_migrations',
    named(words, { DATABASE_URL = '' }) {
      const [query] = [...words, DATABASE_URL].flatMap((word) => {
        const found = new URLSearchParams(/\?(.*)$/s.exec(word)?.[1] ?? '');
        return found.has('x-migrations-table') ? [found] : [];
      });
      const name = query?.get('x-migrations-table') ?? '';
      if (name === '') return null;
      // Unless it says that it quotes, a point is part of the name.
      return /^(1|t|true)$/i.test(query?.get('x-migrations-table-quoted') ?? '')
        ? namedTable(name)
        : { table: name, schema: null };
    },
    create:
      'CREATE TABLE IF NOT EXISTS % (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL)',
    // One row: the last version, which is not done while it is dirty.
    applied(rows, files) {
      const [row] = [...rows].sort((one, other) => Number(other.version) - Number(one.version));
      if (row === undefined) return [];
      return files
        .filter(({ version }) => {
          const order = byVersion(version, [Number(row.version)]);
          return row.dirty === true ? order < 0 : order <= 0;
        })
        .map((file) => file.name);
    },
    left(rows, files) {
      const dirty = rows.find((row) => row.dirty === true);
      if (dirty === undefined) return null;
      const version = Number(dirty.version);
      const file = files.find((one) => byVersion(one.version, [version]) === 0);
      const before = files.findLast((one) => byVersion(one.version, [version]) < 0);
      return {
        says: `Version ${version} is dirty: its migration failed half-way or is under way, and migrate carries out nothing more.`,
        next: `${file === undefined ? '' : `pgmend mark ${file.name} where its work is done, else `}put right what it left and run migrate force ${before?.version[0] ?? '-- -1'}`,
      };
    },
    record({ version: [version = 0] }, files) {
      const before = files.findLast((file) => byVersion(file.version, [version]) < 0);
      const [previous] = before?.version ?? [];
      return {
        replayed: `INSERT INTO % (version, dirty) VALUES (${version}, false)`,
        insert: `WITH gone AS (DELETE FROM % WHERE version <> ${version}) INSERT INTO % (version, dirty) VALUES (${version}, false) ON CONFLICT (version) DO UPDATE SET dirty = false`,
        remove:
          previous === undefined
            ? `DELETE FROM % WHERE version = ${version}`
            : `UPDATE % SET version = ${previous}, dirty = false WHERE version = ${version}`,
      };
    },
    whole: true,
  },
};
