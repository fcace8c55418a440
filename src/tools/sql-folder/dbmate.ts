import { optionOf } from '../command-line.ts';
import { namedTable } from '../named-table.ts';
import { numberIn } from './number-in.ts';
import { namesOf, type SqlFolder } from './sql-folder.ts';

const wayUp = /^--\s*migrate:up\b(.*)$/m;
const wayDown = /^--\s*migrate:down\b.*$/m;

/** https://github.com/amacneil/dbmate: `db/migrations/20260101000000_x.sql`, up and down in one file. */
export const dbmate: SqlFolder = {
  name: 'dbmate',
  program: 'dbmate',
  runsAll: { words: ['up'], limit: /^$/ },
  folder: {
    options: ['migrations-dir', 'd'],
    variables: ['DBMATE_MIGRATIONS_DIR'],
    usual: ['db/migrations'],
  },
  deep: false,
  version: (name) => numberIn(/^(\d+).*\.sql$/.exec(name)?.[1]),
  isOwn: (text) => wayUp.test(text),
  async script(text) {
    const found = wayUp.exec(text);
    if (found === null) return { statements: [], transaction: true };
    const from = found.index + found[0].length;
    const to = wayDown.exec(text.slice(from))?.index;
    const section = text.slice(from, to === undefined ? undefined : from + to).trim();
    return {
      statements: section === '' ? [] : [section],
      transaction: !/\btransaction:\s*false\b/.test(found[1] ?? ''),
    };
  },
  write: ({ about, up, down }, { digits, slug }) => [
    {
      name: `${digits}_${slug}.sql`,
      text: `${about}\n\n-- migrate:up\n${up}\n\n-- migrate:down\n${down}\n`,
    },
  ],
  reset(program, { url, applied, folder, table }) {
    // The dump of the schema would have pgmend's in it.
    const own = [...program, '--no-dump-schema', '--migrations-dir', folder];
    const command = [
      ...own,
      ...(table === 'schema_migrations' ? [] : ['--migrations-table', table]),
    ];
    return {
      undoAll: applied.map(() => [...command, 'rollback']),
      migrate: [...command, 'up'],
      tells: { DATABASE_URL: url },
    };
  },
  ledger: {
    table: 'schema_migrations',
    named(words, env) {
      const name = optionOf(words, 'migrations-table') ?? env.DBMATE_MIGRATIONS_TABLE;
      return name ? namedTable(name) : null;
    },
    create: 'CREATE TABLE IF NOT EXISTS % (version varchar PRIMARY KEY)',
    applied: (rows, files) =>
      namesOf(
        rows.map((row) => [Number(row.version)]).sort(([one = 0], [other = 0]) => one - other),
        files,
      ),
    record({ name }) {
      const text = `'${/^\d+/.exec(name)?.[0] ?? ''}'`;
      return {
        insert: `INSERT INTO % (version) VALUES (${text}) ON CONFLICT DO NOTHING`,
        remove: `DELETE FROM % WHERE version = ${text}`,
      };
    },
    whole: true,
  },
};
