import { beforeAll, describe, expect, test } from 'vitest';
import type { SharedOptions } from '../../src/cli/options.ts';
import { planForExport } from '../../src/cli/plan-for-export.ts';
import { executeDirect } from '../../src/execute/execute-direct.ts';
import { undoRun } from '../../src/execute/undo-run.ts';
import type { Script } from '../../src/report/script/script.ts';
import { sqlScript } from '../../src/report/script/sql-script.ts';
import { loadParser } from '../../src/statement/parse-statements.ts';
import { everyFault, layEveryFault } from '../doctor/every-fault.ts';
import { wholeState } from '../property/whole-state.ts';
import {
  type DatabaseServer,
  majors,
  type OwnSession,
  sharedServer,
} from '../servers/start-server.ts';

beforeAll(loadParser);

function chosenWays(): Record<string, string> {
  const chosen: Record<string, string> = {};
  for (const [kind, standing] of Object.entries(everyFault)) {
    for (const { id, remedy } of 'statementOnly' in standing ? [] : standing) {
      chosen[id] = remedy;
      if (kind === 'no-unique-key' || kind === 'persistence-mix') chosen[kind] = remedy;
    }
  }
  return chosen;
}

const options: SharedOptions = {
  map: [],
  choose: chosenWays(),
  lockTimeout: 5_000,
  askTimeout: 1_000,
  journalSchema: 'pgmend',
  all: true,
};

describe.each(majors)('the script for everything that doctor finds on PostgreSQL %i', (major) => {
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

  test('leaves what `fix` leaves, changes nothing the second time, and `undo` takes it back', () =>
    filled(async (one) =>
      filled(async (other) => {
        const before = await wholeState(other);
        const { catalog, plan } = await planForExport(one, null, options);
        const run = { id: 'run', command: 'pgmend', version: '0' };
        await executeDirect(one, plan, catalog, { run, lockTimeout: '5s', statement: null });

        const planned = await planForExport(other, null, options);
        const script: Script = { ...planned, run, lockTimeout: '5s', exact: true, again: 'pgmend' };
        const sql = sqlScript(script);
        await other.query(sql);
        const mended = await wholeState(other);
        expect(mended).toEqual(await wholeState(one));
        expect(mended).not.toEqual(before);

        await other.query(sql);
        expect(await wholeState(other)).toEqual(mended);
        const { rows } = await other.query('SELECT run, kind, state FROM pgmend.repairs');
        expect(rows).toEqual([{ run: 'run', kind: 'mend', state: 'applied' }]);

        const undoing = {
          run: { id: 'undo', command: 'pgmend undo', version: '0' },
          lockTimeout: '5s',
          statement: null,
          journalSchema: 'pgmend',
          unmatched: null,
          approve: async () => true,
        };
        await undoRun(other, 'run', undoing);
        await undoRun(one, 'run', undoing);
        expect(await wholeState(other)).toEqual(await wholeState(one));
      }),
    ));
});
