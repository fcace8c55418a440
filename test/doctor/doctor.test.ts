import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type InspectRequest, inspectDatabase } from '../../src/execute/inspect-database.ts';
import { loadParser } from '../../src/statement/parse-statements.ts';
import { runCli, urlOf } from '../cli/run-cli.ts';
import {
  type DatabaseServer,
  majors,
  type OwnSession,
  sharedServer,
  type Target,
} from '../servers/start-server.ts';
import { everyFault, layEveryFault } from './every-fault.ts';

beforeAll(loadParser);

const cases = Object.entries(everyFault).flatMap(([kind, standing]) =>
  'statementOnly' in standing ? [] : standing.map((one) => ({ ...one, kind })),
);

const request: InspectRequest = {
  plan: { journalSchema: 'pgmend', unmatched: null, chosen: {}, all: true },
  maps: [],
  schema: null,
};

describe.each(majors)('doctor on PostgreSQL %i', (major) => {
  const own = cases.filter(({ since = 0 }) => since <= major);
  let server: DatabaseServer;
  let target: Target;
  let session: OwnSession;
  beforeAll(async () => {
    server = await sharedServer(major);
    target = await server.createDatabase();
    session = await server.session(target);
    await layEveryFault(session, major);
  });
  afterAll(async () => {
    await session.close();
    await server.dropDatabase(target);
  });

  test('names one fault of every kind, each once, with its remedy, and nothing else', async () => {
    const { plan } = await inspectDatabase(session, request);
    const told = plan.faults.map(({ fault, remedies }) => [
      `${fault.kind} ${fault.id}`,
      remedies.find((one) => one.recommended)?.kind,
    ]);
    expect(told.sort()).toEqual(own.map((one) => [`${one.kind} ${one.id}`, one.remedy]).sort());
    expect(plan.uncounted ?? []).toEqual([]);
  });

  test('says it on the command line, both sides, remedy and command, and ends with 1', async () => {
    const { code, stdout } = await runCli(['doctor', '--url', urlOf(target)]);
    expect(code, stdout).toBe(1);
    const parts = stdout.split(/\n\n(?=\d+\. )/).slice(1);
    expect(parts).toHaveLength(own.length);
    for (const one of own) {
      const about = parts.filter(
        (part) => part.includes(`[${one.kind}]`) && one.sides.every((side) => part.includes(side)),
      );
      expect(about.length, `${one.kind} ${one.id}\n${stdout}`).toBeGreaterThan(0);
    }
  });

  test('says it as JSON', async () => {
    const { code, stdout } = await runCli(['doctor', '--json', '--url', urlOf(target)]);
    expect(code).toBe(1);
    const { faults } = JSON.parse(stdout) as { faults: { fault: { kind: string; id: string } }[] };
    expect(faults.map(({ fault }) => `${fault.kind} ${fault.id}`).sort()).toEqual(
      own.map((one) => `${one.kind} ${one.id}`).sort(),
    );
  });
});
