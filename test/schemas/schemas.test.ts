import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { undoRun } from '../../src/execute/undo-run.ts';
import { loadParser } from '../../src/statement/parse-statements.ts';
import { differences } from '../cases/state.ts';
import { mendHeld } from '../property/mend-held.ts';
import { type WholeState, wholeState } from '../property/whole-state.ts';
import { findPgDump } from '../servers/find-pg-dump.ts';
import {
  type DatabaseServer,
  majors,
  type OwnSession,
  sharedServer,
  type Target,
} from '../servers/start-server.ts';

const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((one) => one.isDirectory())
  .map((one) => one.name);
const dump = findPgDump();

interface Expected {
  /** Identities of the fingerprint that a mend changes. */
  readonly changes: readonly string[];
  /** Lines of `pg_dump --schema-only` that go and come, without what follows from the order of objects. */
  readonly dump: readonly string[];
}

describe.each(majors)('whole applications on PostgreSQL %i', (major) => {
  const dumps = dump !== null && dump.major >= major ? dump : null;
  const words = dumps === null ? ' (no pg_dump at hand: not compared)' : ' and dumps';

  describe.each(folders)('%s', (name) => {
    const text = (file: string) => readFileSync(join(import.meta.dirname, name, file), 'utf8');
    const expected = JSON.parse(text('expect.json')) as Expected;
    const statement = text('fails.sql').trim();
    let server: DatabaseServer;
    let target: Target;
    let session: OwnSession;
    let before: WholeState;
    let dumpBefore: string[] | null;

    beforeAll(async () => {
      await loadParser();
      server = await sharedServer(major);
      target = await server.createDatabase();
      session = await server.session(target);
      await session.query(text('before.sql'));
      before = await wholeState(session);
      dumpBefore = dumps === null ? null : dumpOf(dumps.path, target);
    });
    afterAll(async () => {
      await session.close();
      await server.dropDatabase(target);
    });

    it('has thirty tables and more', () => {
      const tables = Object.keys(before.objects).filter((one) => one.startsWith('table '));
      expect(tables.length).toBeGreaterThanOrEqual(30);
    });

    it(`is mended with nothing else changed: fingerprints${words}`, async () => {
      const ended = await mendHeld(session, statement, { plan, run: runOf('mend') });
      expect(ended).toMatchObject({ kind: 'mended' });
      expect(differences(before, await wholeState(session))).toEqual(expected.changes);
      if (dumps === null || dumpBefore === null) return;
      expect(changedLines(dumpBefore, dumpOf(dumps.path, target))).toEqual(expected.dump);
    });

    it(`is as it was after undo: fingerprints, rows${words}`, async () => {
      await undoRun(session, 'mend', {
        run: runOf('undo'),
        lockTimeout: '5s',
        statement: null,
        journalSchema: 'pgmend',
        unmatched: null,
        approve: async () => true,
      });
      expect(await wholeState(session)).toEqual(before);
      if (dumps !== null)
        expect(changedLines(dumpBefore ?? [], dumpOf(dumps.path, target))).toEqual([]);
    });
  });
});

const plan = { journalSchema: 'pgmend', unmatched: null, chosen: {}, all: false };
const runOf = (id: string) => ({ id, command: 'a test', version: '0' });

/** The lines of a schema dump, sorted: what is made again has another place in it. */
function dumpOf(path: string, { host, port, user, database, password }: Target): string[] {
  const { status, stdout, stderr } = spawnSync(
    path,
    [
      '--schema-only',
      '--exclude-schema=pgmend',
      '-h',
      host,
      '-p',
      String(port),
      '-U',
      user,
      database,
    ],
    { env: { ...process.env, PGPASSWORD: password ?? '' }, encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout
    .split('\n')
    .filter(
      (line) => line.trim() !== '' && !line.startsWith('--') && !/^\\(un)?restrict /.test(line),
    )
    .sort();
}

/** `- line` for what is gone, `+ line` for what came. */
function changedLines(before: readonly string[], after: readonly string[]): string[] {
  const left = [...after];
  const gone = before.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return [...gone.map((line) => `- ${line}`), ...left.map((line) => `+ ${line}`)];
}
