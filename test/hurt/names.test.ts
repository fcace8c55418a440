import { describe, expect, it } from 'vitest';
import { quoteIdent, quoteLiteral } from '../../src/postgres/quote.ts';
import { pgmend } from '../cases/pgmend.ts';
import { majors } from '../servers/start-server.ts';
import { hurting, sender } from './hurt.ts';

/** One kind of hurting name; `make` gives a name of that kind for every place. */
const kinds: Readonly<Record<string, (place: string) => string>> = {
  'quotes and backslashes': (place) => `${place} "x" 'y' \\n \\' \`z\``,
  'dollar signs, percent signs and braces': (place) => `$$ $1 %s %I %% {x} #{y} $p$ ${place}`,
  'semicolons and comments': (place) => `${place}; -- /* x */ ); DROP`,
  'dots, spaces and new lines': (place) => ` ${place}.\n\t x . `,
  'Unicode beyond the basic plane': (place) => `😀 ${place} İß 𝒳`,
  '63 bytes': (place) =>
    Buffer.from(`${place}_${'é'.repeat(20)}`.padEnd(63, 'x'))
      .subarray(0, 63)
      .toString(),
  'reserved words in upper case': (place) => (place.length % 2 === 0 ? 'SELECT' : 'TABLE'),
  'words of JSON': (place) => `{"${place}": null}`,
  'a star at the end': (place) => `${place}*`,
};

describe.each(majors)('names that hurt, on PostgreSQL %i', (major) => {
  it.each(Object.entries(kinds))('%s, in every place', (kind, make) => {
    const plain = (place: string) => make(place);
    // Tables of one schema must differ even where a kind knows few names.
    const few = new Set(['users', 'backup', 'sessions'].map(plain)).size < 3;
    const table = (place: string) => (few ? `${make(place)}${place}` : make(place));
    const column = (place: string) => (few ? `${make(place)}_${place}` : make(place));
    const q = quoteIdent;
    const s = q(make('schema'));
    const [users, backup, sessions, view] = ['users', 'backup', 'sessions', 'view'].map(
      (place) => `${s}.${q(table(place))}`,
    );
    const [key, natural, old, ref, note, own] = ['id', 'name', 'old', 'ref', 'note', 'own'].map(
      (place) => q(column(place)),
    );
    const constraint = q(make('constraint'));
    const type = `${s}.${q(table('type'))}`;
    return hurting(
      {
        major,
        setup: `CREATE SCHEMA ${s};
          CREATE TYPE ${type} AS ENUM ('a', ${quoteLiteral(make('label').slice(0, 20))});
          CREATE TABLE ${users} (${key} serial PRIMARY KEY, ${natural} text UNIQUE NOT NULL);
          INSERT INTO ${users} (${natural}) VALUES (${quoteLiteral(make('ada'))}), ('grace'), ('%s');
          CREATE TABLE ${backup} AS SELECT md5(${natural})::uuid AS ${old}, ${natural} FROM ${users};
          CREATE TABLE ${sessions} (${own} serial CONSTRAINT ${q(table('key'))} PRIMARY KEY, ${ref} uuid, ${note} ${type} DEFAULT 'a');
          INSERT INTO ${sessions} (${ref}) VALUES (md5('grace')::uuid), (NULL), (md5('%s')::uuid), (md5('nobody')::uuid);
          CREATE INDEX ${q(table('index'))} ON ${sessions} (${ref});
          CREATE VIEW ${view} AS SELECT ${ref}, ${note} FROM ${sessions} WHERE ${note} = 'a';
          CREATE POLICY ${q(make('policy'))} ON ${sessions} USING (${ref} IS NOT NULL);
          CREATE STATISTICS ${s}.${q(table('statistics'))} ON ${ref}, ${note} FROM ${sessions};
          COMMENT ON COLUMN ${sessions}.${ref} IS ${quoteLiteral(make('comment'))};`,
        migration: `ALTER TABLE ${sessions} ADD CONSTRAINT ${constraint} FOREIGN KEY (${ref}) REFERENCES ${users} (${key})`,
        flags: ['--journal-schema', make('journal')],
      },
      async (one) => {
        const ended = await one.run();
        expect(ended.code, `${kind}\n${ended.stdout}\n${ended.stderr}`).toBe(0);
        expect(
          await one.rows(`SELECT array_agg(${ref} ORDER BY ${own}) AS refs FROM ${sessions}`),
        ).toEqual([[[2, null, 3, null]]]);
        const journal = q(make('journal'));
        expect(await one.rows(`SELECT value FROM ${journal}.kept_values`)).toHaveLength(1);
        expect(
          await one.rows(
            `SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid = ${quoteLiteral(sessions ?? '')}::regclass`,
          ),
        ).toEqual([[make('constraint')]]);
        const kept = await one.pgmend('kept', '--json', '--journal-schema', make('journal'));
        expect(kept.code, kept.stderr).toBe(0);
        JSON.parse(kept.stdout);
        const undone = await one.pgmend('undo', '--yes', '--journal-schema', make('journal'));
        expect(undone.code, undone.stderr).toBe(0);
        await one.session.query(`DROP SCHEMA ${journal} CASCADE`);
        expect(await one.state()).toEqual(one.before);
      },
    );
  });

  it.each(['a "b" \'c\' \\d $1 %s', '😀 ünï', 'ROLE; --'])(
    'the database and the role: %s',
    (name) =>
      hurting(
        {
          major,
          setup: 'SELECT 1',
          migration: 'ALTER TABLE sessions ADD FOREIGN KEY ("userId") REFERENCES users (id)',
        },
        async (one) => {
          const q = quoteIdent;
          const role = `${name} ${major}`;
          await one.session.query(
            `DO $do$ BEGIN CREATE ROLE ${q(role)} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $do$`,
          );
          const database = `${name} ${process.pid}`;
          await one.session.query(
            `CREATE DATABASE ${q(database)} OWNER ${q(role)} TEMPLATE template0`,
          );
          const target = one.server.target(database, role);
          const own = await one.server.session(target);
          try {
            await one.server.session(one.server.target(database)).then(async (admin) => {
              await admin.query(`GRANT ALL ON SCHEMA public TO PUBLIC`);
              await admin.close();
            });
            await own.query(`CREATE TABLE users (id serial PRIMARY KEY, username text UNIQUE NOT NULL);
              INSERT INTO users (username) VALUES ('ada'), ('grace');
              CREATE TABLE sessions (id serial PRIMARY KEY, "userId" text);
              INSERT INTO sessions ("userId") VALUES ('grace'), ('nobody');`);
            const ended = await pgmend(target, [
              'run',
              '--yes',
              '--',
              process.execPath,
              sender,
              one.file,
            ]);
            expect(ended.code, `${ended.stdout}\n${ended.stderr}`).toBe(0);
            const { rows } = await own.query('SELECT "userId" AS u FROM sessions ORDER BY id');
            expect(rows).toEqual([{ u: 2 }, { u: null }]);
            const undone = await pgmend(target, ['undo', '--yes']);
            expect(undone.code, undone.stderr).toBe(0);
          } finally {
            await own.close();
            await one.server.dropDatabase(target);
          }
        },
      ),
  );
});
