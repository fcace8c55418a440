import { beforeAll, describe, expect, test } from 'vitest';
import { readFingerprint } from '../../src/catalog/read-fingerprint.ts';
import { executeDirect } from '../../src/execute/execute-direct.ts';
import { inspectDatabase } from '../../src/execute/inspect-database.ts';
import { undoRun } from '../../src/execute/undo-run.ts';
import { inTransaction } from '../../src/postgres/in-transaction.ts';
import { quietSettings, withSettings } from '../../src/postgres/with-settings.ts';
import { loadParser } from '../../src/statement/parse-statements.ts';
import {
  type DatabaseServer,
  majors,
  type OwnSession,
  sharedServer,
} from '../servers/start-server.ts';
import { everyFault, layEveryFault } from './every-fault.ts';

beforeAll(loadParser);

/** Ways out that are not the recommended ones, with what the schema then says. */
const otherWays = [
  {
    id: 'lessons.lessons_trainer_fkey',
    way: 'drop-not-null',
    sql: `SELECT NOT attnotnull FROM pg_attribute WHERE attrelid = 'lessons'::regclass AND attname = 'trainer'`,
  },
  {
    id: 'lessons.lessons_trainer_fkey',
    way: 'cascade',
    sql: `SELECT confdeltype = 'c' FROM pg_constraint WHERE conname = 'lessons_trainer_fkey'`,
  },
  {
    id: 'games.games_team_fkey',
    way: 'keep-games_team_fkey1',
    sql: `SELECT count(*) = 1 FROM pg_constraint WHERE conrelid = 'games'::regclass AND contype = 'f' AND confdeltype = 'n'`,
  },
];

describe.each(majors)('what doctor finds on PostgreSQL %i', (major) => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await sharedServer(major);
  });

  async function filled<T>(work: (session: OwnSession) => Promise<T>): Promise<T> {
    const target = await server.createDatabase();
    const session = await server.session(target);
    try {
      await layEveryFault(session, major);
      return await work(session);
    } finally {
      await session.close();
      await server.dropDatabase(target);
    }
  }

  const lockTimeout = '5s';
  const undoing = (id: string) => ({
    run: { id, command: 'pgmend undo', version: '0' },
    lockTimeout,
    statement: null,
    journalSchema: 'pgmend',
    unmatched: null,
    approve: async () => true,
  });

  test('is mended by the recommended remedies in one transaction, proved, and undone', () =>
    filled(async (session) => {
      const chosen: Record<string, string> = {};
      for (const [kind, standing] of Object.entries(everyFault)) {
        for (const { id, remedy } of 'statementOnly' in standing ? [] : standing) {
          chosen[id] = remedy;
          // The question of these kinds is asked by kind.
          if (kind === 'no-unique-key' || kind === 'persistence-mix') chosen[kind] = remedy;
        }
      }
      const request = {
        plan: { journalSchema: 'pgmend', unmatched: null, chosen, all: true },
        maps: [],
        schema: null,
      };
      const before = await stateOf(session);
      const { catalog, plan } = await inspectDatabase(session, request);
      expect([plan.decisions, plan.refusals]).toEqual([[], []]);
      const applied = await executeDirect(session, plan, catalog, {
        run: { id: 'mend', command: 'pgmend fix', version: '0' },
        lockTimeout,
        statement: null,
      });
      expect(applied.proof).toMatchObject({ passed: true, unplanned: [] });
      const left = await inspectDatabase(session, request);
      const byHand = Object.values(everyFault).flatMap((one) =>
        'statementOnly' in one ? [] : one.filter(({ remedy }) => remedy === 'by-hand'),
      );
      expect(left.plan.faults.map(({ fault }) => fault.id).sort()).toEqual(
        // The last column of the old twin has gone over, so that nothing uses the type any more.
        [...byHand.map((one) => one.id), 'type.state_old'].sort(),
      );
      await undoRun(session, 'mend', undoing('undo'));
      const after = await stateOf(session);
      // An index cannot be made invalid again.
      const valid = (text: string | undefined) => text?.replace(/^invalid: yes\n?/m, '').trim();
      const index = 'index public.members_email';
      expect(valid(after.objects[index])).toBe(valid(before.objects[index]));
      expect({ ...after, objects: { ...after.objects, [index]: '' } }).toEqual({
        ...before,
        objects: { ...before.objects, [index]: '' },
      });
    }));

  test.each(otherWays)('$id is mended by $way as well, and undone', ({ id, way, sql }) =>
    filled(async (session) => {
      const before = await stateOf(session);
      const { catalog, plan } = await inspectDatabase(session, {
        plan: { journalSchema: 'pgmend', unmatched: null, chosen: { [id]: way }, all: false },
        maps: [],
        schema: null,
        only: [id],
      });
      expect(plan.faults.map(({ fault, chosen }) => [fault.id, chosen])).toEqual([[id, way]]);
      await executeDirect(session, plan, catalog, {
        run: { id: 'mend', command: 'pgmend fix', version: '0' },
        lockTimeout,
        statement: null,
      });
      expect(Object.values((await session.query(sql)).rows[0] ?? {})).toEqual([true]);
      await undoRun(session, 'mend', undoing('undo'));
      expect(await stateOf(session)).toEqual(before);
    }),
  );
});

/** Schema, rows, where sequences stand, and which triggers of PostgreSQL's own fire. */
async function stateOf(session: OwnSession) {
  return inTransaction(session, () =>
    withSettings(session, quietSettings, async () => {
      const { objects } = await readFingerprint(session);
      const { rows: relations } = await session.query<{ name: string; kind: string }>(
        `SELECT oid::regclass::text AS name, relkind AS kind FROM pg_class
          WHERE relkind IN ('r', 'S') AND relnamespace = 'public'::regnamespace ORDER BY oid`,
      );
      const rows: Record<string, unknown> = {};
      for (const { name, kind } of relations) {
        const { rows: own } = await session.query(
          kind === 'S'
            ? `SELECT last_value + is_called::int AS next FROM ${name}`
            : `SELECT * FROM ONLY ${name}`,
        );
        rows[name] = own.map((one) => JSON.stringify(one)).sort();
      }
      const triggers = await session.query(
        `SELECT tgrelid::regclass::text AS table, tgenabled FROM pg_trigger WHERE tgisinternal AND tgenabled <> 'O' ORDER BY 1, 2`,
      );
      return { objects: { ...objects }, rows, triggers: triggers.rows };
    }),
  );
}
