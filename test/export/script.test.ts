import { readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { runCli, urlOf } from '../cli/run-cli.ts';
import { finished } from '../platform/child-process.ts';
import { type WholeState, wholeState } from '../property/whole-state.ts';
import { findPsql } from '../servers/find-psql.ts';
import {
  type DatabaseServer,
  majors,
  type OwnSession,
  sharedServer,
  type Target,
} from '../servers/start-server.ts';

/** Names that a script could stumble over; two values of which one is shared; what has to be lifted. */
const setup = `
  CREATE TABLE users (id serial PRIMARY KEY, "$sql$" uuid UNIQUE, name text UNIQUE NOT NULL);
  INSERT INTO users ("$sql$", name) SELECT md5('u' || g)::uuid, 'u' || g FROM generate_series(1, 5) AS g;
  CREATE TABLE notes (id int PRIMARY KEY, "userId" uuid, "line\nbreak, it's :me" text);
  COMMENT ON COLUMN notes."userId" IS 'kept \\ as $pgmend$ it is';
  CREATE INDEX ON notes ("userId");
  INSERT INTO notes SELECT g, md5('u' || (g % 7))::uuid, 'é ' || g FROM generate_series(1, 20) AS g;
  INSERT INTO notes VALUES (21, NULL, 'nobody');
  CREATE VIEW seen AS SELECT "userId" AS who, id FROM notes;
  CREATE FUNCTION loud() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END';
  CREATE TRIGGER loud BEFORE UPDATE OF "userId" ON notes FOR EACH ROW EXECUTE FUNCTION loud();`;
const column = 'notes."userId"';
const key = `ALTER TABLE notes ADD FOREIGN KEY ("userId") REFERENCES users`;

interface Written {
  readonly target: Target;
  readonly session: OwnSession;
  readonly before: WholeState;
  readonly mend: string;
  readonly undo: string;
  readonly run: string;
}

describe.each(majors)('a script on PostgreSQL %i', (major) => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await sharedServer(major);
  });

  async function written(work: (written: Written) => Promise<void>, sql = setup): Promise<void> {
    const target = await server.createDatabase();
    const session = await server.session(target);
    try {
      await session.query(sql);
      const folder = await mkdtemp(join(tmpdir(), 'pgmend-export-'));
      const [mend, undo] = ['mend.sql', 'undo.sql'].map((name) => join(folder, name));
      const words = ['--out', String(mend), '--undo', String(undo), '--all'];
      const ended = await runCli(['export', '--url', urlOf(target), ...words], { cwd: folder });
      expect(ended.stdout, ended.stderr).toContain('Written');
      const script = readFileSync(String(mend), 'utf8');
      await work({
        target,
        session,
        before: await wholeState(session),
        mend: String(mend),
        undo: String(undo),
        run: /run (\S+):/.exec(script)?.[1] ?? '',
      });
    } finally {
      await session.close();
      await server.dropDatabase(target);
    }
  }

  /** As a graphical client sends it: the whole text at once. */
  const send = ({ session }: Written, file: string) =>
    session.query(readFileSync(file, 'utf8')).then(
      () => 'done',
      async (error: Error) => {
        await session.query('ROLLBACK');
        return error.message;
      },
    );

  test('mends, says so the second time, and its way back brings everything back', () =>
    written(async (one) => {
      const { session, before } = one;
      expect(await send(one, one.mend)).toBe('done');
      const mended = await wholeState(session);
      const { rows } = await session.query(
        `SELECT format_type(atttypid, -1) AS type, (SELECT count(*)::int FROM notes WHERE "userId" IS NULL) AS nulls,
           (SELECT count(*)::int FROM pgmend.kept_values WHERE reason = 'unmatched') AS kept, (SELECT bool_and("userId" = id % 7) FROM notes) AS right
           FROM pg_attribute WHERE attrelid = 'notes'::regclass AND attname = 'userId'`,
      );
      // 6 and 7 (of seven) match nobody.
      expect(rows).toEqual([{ type: 'integer', nulls: 6, kept: 5, right: true }]);
      expect(await send(one, one.mend)).toBe('done');
      expect(await wholeState(session)).toEqual(mended);

      await session.query(`INSERT INTO notes VALUES (30, 2, 'since'), (31, 77, 'unknown')`);
      expect(await send(one, one.undo)).toBe('done');
      const kept = await session.query(
        `SELECT row_key ->> 'id' AS id, value, reason FROM pgmend.kept_values WHERE restored IS NULL`,
      );
      expect(kept.rows).toEqual([{ id: '31', value: '77', reason: 'not in the old type' }]);
      const since = await session.query(
        `DELETE FROM notes WHERE id >= 30 RETURNING id, "userId" AS who`,
      );
      expect(since.rows).toEqual([
        { id: 30, who: (await session.query(`SELECT md5('u2')::uuid AS who`)).rows[0]?.who },
        { id: 31, who: null },
      ]);
      expect(await wholeState(session)).toEqual(before);
      expect(await send(one, one.undo)).toBe('done');
      expect(await wholeState(session)).toEqual(before);

      expect(await send(one, one.mend)).toBe('done');
      expect(await wholeState(session)).toEqual(mended);
      const undone = await runCli(['undo', one.run, '--yes', '--url', urlOf(one.target)]);
      expect(undone, undone.stderr).toMatchObject({ code: 0 });
      expect(await wholeState(session)).toEqual(before);

      // A journal in which pgmend has worked holds more than the script would make, and what repairs have put away.
      await session.query('CREATE TABLE pgmend.put_away (a int)');
      expect(await send(one, one.mend)).toBe('done');
      expect(await wholeState(session)).toEqual(mended);
    }));

  test.each([
    [
      'a new value',
      `INSERT INTO notes VALUES (40, gen_random_uuid())`,
      'The data changed meanwhile',
    ],
    [
      'one more row of a value without a match',
      `INSERT INTO notes SELECT 40, md5('u6')::uuid`,
      'The data',
    ],
    [
      'a view that reads otherwise',
      `CREATE OR REPLACE VIEW seen AS SELECT "userId" AS who, -id AS id FROM notes`,
      'has changed since',
    ],
    ['a grant', 'GRANT SELECT ON seen TO PUBLIC', 'has changed since'],
    ['a comment on the trigger', `COMMENT ON TRIGGER loud ON notes IS 'x'`, 'has changed since'],
    [
      'another type',
      `DROP VIEW seen; DROP TRIGGER loud ON notes; ALTER TABLE notes ALTER "userId" TYPE text`,
      `${column} is text, not uuid`,
    ],
    ['no such column', `ALTER TABLE notes DROP "userId" CASCADE`, 'column t.userId does not exist'],
    [
      'a journal schema that is somebody else’s',
      'CREATE SCHEMA pgmend CREATE TABLE mine (a int)',
      'Schema pgmend holds other tables',
    ],
  ])('does nothing where there is %s', (_, change, reason) =>
    written(async (one) => {
      await one.session.query(change);
      const before = await wholeState(one.session);
      expect(await send(one, one.mend)).toContain(reason);
      expect(await wholeState(one.session)).toEqual(before);
      expect((await one.session.query(`SELECT to_regclass('pgmend.repairs') AS r`)).rows).toEqual([
        { r: null },
      ]);
    }),
  );

  test('says that another connection holds the table, within its lock time-out', () =>
    written(async (one) => {
      const other = await server.session(one.target);
      await other.query('BEGIN');
      await other.query('LOCK TABLE notes IN ROW EXCLUSIVE MODE');
      expect(await send(one, one.mend)).toContain('Another connection uses notes');
      await other.query('ROLLBACK');
      await other.close();
      expect(await wholeState(one.session)).toEqual(one.before);
    }));

  test('the way back stops at a foreign key that was laid since', () =>
    written(async (one) => {
      expect(await send(one, one.mend)).toBe('done');
      await one.session.query(key);
      const mended = await wholeState(one.session);
      expect(await send(one, one.undo)).toContain(
        'A foreign key stands on what is to be taken back',
      );
      expect(await wholeState(one.session)).toEqual(mended);
      const undone = await runCli(['undo', one.run, '--yes', '--url', urlOf(one.target)]);
      expect(undone, undone.stderr).toMatchObject({ code: 0 });
      expect(await wholeState(one.session)).toEqual(one.before);
    }));

  const psql = findPsql();
  test.skipIf(psql === null)(
    'psql ends with 0 when done or done already, and never after a failure',
    () =>
      written(async (one) => {
        const { host, port, user, database } = one.target;
        const run = (...args: string[]) =>
          finished(
            [
              String(psql),
              '-X',
              '-h',
              host,
              '-p',
              String(port),
              '-U',
              user,
              '-d',
              database,
              ...args,
            ],
            tmpdir(),
            process.env,
          );
        await one.session.query(`INSERT INTO notes VALUES (40, gen_random_uuid())`);
        for (const [words, code] of [
          [['-f', one.mend], 2],
          [['-v', 'ON_ERROR_STOP=1', '-f', one.mend], 3],
          [['-1', '-f', one.mend], 2],
        ] as const) {
          const failed = await run(...words);
          expect(failed.exitCode, failed.stderr).toBe(code);
          expect(failed.stderr).toContain('The data changed meanwhile');
        }
        await one.session.query('DELETE FROM notes WHERE id = 40');
        expect(await wholeState(one.session)).toEqual(one.before);
        await one.session.query(`ALTER TABLE notes RENAME "userId" TO other`);
        const gone = await run('-f', one.mend);
        expect([gone.exitCode, gone.stderr]).toEqual([
          2,
          expect.stringMatching(
            /notes."userId" is not there, not uuid[\s\S]*DETAIL: {2}Nothing was changed[\s\S]*pgmend export/,
          ),
        ]);
        await one.session.query(`ALTER TABLE notes RENAME other TO "userId"`);
        const done = await run('-f', one.mend);
        expect([done.exitCode, done.stderr]).toEqual([0, expect.stringContaining('pgmend: done.')]);
        expect(done.stdout).toMatch(/uuid[\s\S]*integer/);
        const mended = await wholeState(one.session);
        const again = await run('-f', one.mend);
        expect([again.exitCode, again.stderr]).toEqual([
          0,
          expect.stringMatching(/this was done on .* nothing was changed now/),
        ]);
        expect(await wholeState(one.session)).toEqual(mended);
        expect((await run('-f', one.undo)).exitCode).toBe(0);
        expect(await wholeState(one.session)).toEqual(one.before);
      }),
  );
});
