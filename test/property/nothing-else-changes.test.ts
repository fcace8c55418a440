import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadParser } from '../../src/statement/parse-statements.ts';
import { type DatabaseServer, majors, sharedServer } from '../servers/start-server.ts';
import { databaseRolls } from './rolls.ts';
import { type Outcome, tryDatabase } from './try-database.ts';
import { openWorkshop, type Workshop } from './workshop.ts';

/** Databases in all; `npm run test:property` makes it a thousand. */
const runs = Number(process.env.PGMEND_PROPERTY_RUNS ?? 100);
// The ordinary run is the same each time, so that a change is held to what the one before it was held to.
const drawn =
  process.env.PGMEND_PROPERTY_RUNS === undefined ? 745569557 : Math.floor(Math.random() * 2 ** 31);
const seed = Number(process.env.PGMEND_PROPERTY_SEED ?? drawn);
const path = process.env.PGMEND_PROPERTY_PATH;

beforeAll(loadParser);

describe.each(majors)('on PostgreSQL %i', (major) => {
  let server: DatabaseServer;
  let workshop: Workshop;
  const roles = [
    `property one ${process.pid} ${major}`,
    `property "two" ${process.pid} ${major}`,
  ] as const;
  const asAdministrator = async (sql: (role: string) => string) => {
    const session = await server.session(server.target());
    for (const role of roles) await session.query(sql(`"${role.replaceAll('"', '""')}"`));
    await session.close();
  };

  beforeAll(async () => {
    server = await sharedServer(major);
    await asAdministrator((role) => `CREATE ROLE ${role}`);
    workshop = await openWorkshop(server);
  });
  afterAll(async () => {
    await workshop.close();
    await asAdministrator((role) => `DROP ROLE ${role}`);
  });

  it('a mend changes what its plan says and nothing else, and undo brings all of it back', async () => {
    const numRuns = Math.ceil(runs / majors.length);
    const outcomes: Outcome[] = [];
    console.log(`PostgreSQL ${major}: ${numRuns} databases, PGMEND_PROPERTY_SEED=${seed}`);
    await fc.assert(
      fc.asyncProperty(databaseRolls, async (rolls) => {
        outcomes.push(await tryDatabase(workshop, roles, rolls));
      }),
      {
        numRuns,
        seed,
        ...(path === undefined ? {} : { path }),
        endOnFailure: process.env.PGMEND_PROPERTY_SHRINK === undefined,
      },
    );
    const counts: Record<string, number> = {};
    for (const { words } of outcomes) counts[words] = (counts[words] ?? 0) + 1;
    console.log(`PostgreSQL ${major}: ${JSON.stringify(counts, null, 1)}`);
    const share = (kind: string) =>
      outcomes.filter((one) => one.kind === kind).length / outcomes.length;
    if (path === undefined) expect(share('mended')).toBeGreaterThan(0.4);
  }, 7_200_000);
});
