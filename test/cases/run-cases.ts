import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DatabaseServer, majors, sharedServer, type Target } from '../servers/start-server.ts';
import { type Case, plainOn, readCases } from './case.ts';
import { type Ended, node, pgmend } from './pgmend.ts';
import { differences, readState, type State, within } from './state.ts';

const send = join(import.meta.dirname, 'send.mjs');

/**
 * Fail → mend → check → undo, and on the newest version mend again and once more, with the built command and a tool of
 * a few lines: every case of one kind, on every version. Each kind has a test file of its own, so that they run side by side.
 */
export function runCases(kind: string): void {
  const cases = readCases().filter(({ name }) => name.startsWith(`${kind}/`));
  describe.each(majors)('on PostgreSQL %i', (major) =>
    casesOn(
      major,
      cases.filter(({ since }) => since <= major),
    ),
  );
}

function casesOn(major: number, cases: readonly Case[]): void {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await sharedServer(major);
  });

  describe.each(cases)('$name: $about', (one) => {
    let target: Target;
    let first: State;
    const under = () =>
      pgmend(target, ['run', '--yes', ...one.flags, '--', 'node', send, one.fails]);
    const state = () => inside(server, target, readState);

    beforeAll(async () => {
      target = await databaseOf(server, one);
      first = await state();
    });
    afterAll(() => server.dropDatabase(target));

    it('stops without pgmend', async () => {
      const other = await databaseOf(server, one);
      const ended = await node(other, [send, one.fails]);
      expect(ended).toMatchObject({ code: 1, stderr: '' });
      expect(JSON.parse(ended.stdout).code).toBe(plainOn(major, one));
      await server.dropDatabase(other);
    });

    if (one.exit !== 0) {
      it('stops under pgmend, with nothing changed and the reason said', async () => {
        const ended = await under();
        expect(ended.code, ended.stderr).toBe(one.exit === 'failed' ? 1 : one.exit);
        const stopped = one.stopped === one.plain ? plainOn(major, one) : one.stopped;
        expect(JSON.parse(ended.stdout).code, ended.stderr).toBe(stopped);
        for (const words of one.says) expect(ended.stderr).toContain(words);
        expect(await state()).toEqual(first);
      });
      return;
    }

    let mended: State;
    it('goes through under pgmend, and changes nothing else', async () => {
      const ended = await under();
      expect(ended.code, said(ended)).toBe(0);
      for (const words of one.says) expect(ended.stderr).toContain(words);
      expect(await answers(server, target, one)).toEqual(one.rows);
      mended = await state();
      expect(differences(first, mended)).toEqual(one.changes);
      expect(await proofs(server, target)).not.toContain(false);
    });

    if (one.undo === 'nothing') return;

    it('is undone', async () => {
      const ended = await pgmend(target, ['undo', '--yes']);
      expect(ended.code, said(ended)).toBe(0);
      const last = await state();
      if (one.undo === 'all') expect(last).toEqual(first);
      if (one.undo === 'data-lost') expect(last.objects).toEqual(first.objects);
      if (one.undo === 'later-rows') expect(within(first, last)).toEqual(first);
    });

    // What comes back is the state of before: mending it again tells no more on every version.
    if (one.undo !== 'all' || major !== majors.at(-1)) return;

    it('goes through again after that', async () => {
      const again = await under();
      expect(again.code, said(again)).toBe(0);
      expect(await state()).toEqual(mended);
      expect(await answers(server, target, one)).toEqual(one.rows);
    });

    // PostgreSQL refuses a second constraint of the same name, and to drop a thing twice; without a name it lays a twin.
    if (/(?:ADD|DROP) (?:CONSTRAINT|INDEX|TABLE)/.test(readFileSync(one.fails, 'utf8'))) return;

    it('goes through once more, without a twin', async () => {
      const twice = await under();
      expect(twice.code, said(twice)).toBe(0);
      expect(await state()).toEqual(mended);
    });
  });
}

async function databaseOf(server: DatabaseServer, one: Case): Promise<Target> {
  const target = await server.createDatabase();
  await inside(server, target, (session) => session.query(one.before));
  return target;
}

type Session = Awaited<ReturnType<DatabaseServer['session']>>;

async function inside<T>(
  server: DatabaseServer,
  target: Target,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await server.session(target);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

async function answers(server: DatabaseServer, target: Target, one: Case) {
  return inside(server, target, async (session) => {
    const found: Record<string, unknown[][]> = {};
    for (const sql of Object.keys(one.rows)) {
      const { rows } = await session.query<Record<string, unknown>>(sql);
      found[sql] = rows.map((row) => Object.values(row));
    }
    return found;
  });
}

async function proofs(server: DatabaseServer, target: Target): Promise<(boolean | null)[]> {
  return inside(server, target, async (session) => {
    const journal = await session.query(`SELECT to_regclass('pgmend.repairs') AS found`);
    if (journal.rows[0]?.found === null) return [];
    const { rows } = await session.query<{ passed: boolean | null }>(
      `SELECT (proof ->> 'passed')::boolean AS passed FROM pgmend.repairs`,
    );
    return rows.map(({ passed }) => passed);
  });
}

function said({ stdout, stderr }: Ended): string {
  return `${stdout}\n${stderr}`;
}
