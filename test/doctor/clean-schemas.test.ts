import { beforeAll, describe, expect, test } from 'vitest';
import { inspectDatabase } from '../../src/execute/inspect-database.ts';
import { quoteIdent } from '../../src/postgres/quote.ts';
import { loadParser } from '../../src/statement/parse-statements.ts';
import { runCli, urlOf } from '../cli/run-cli.ts';
import { majors, sharedServer } from '../servers/start-server.ts';
import { cleanSchemas } from './clean-schemas.ts';

beforeAll(loadParser);

describe.each(majors)('ordinary schemas on PostgreSQL %i', (major) => {
  test('with more than 30 tables give nothing, and end with 0', async () => {
    const server = await sharedServer(major);
    const target = await server.createDatabase();
    const session = await server.session(target);
    for (const [name, sql] of Object.entries(cleanSchemas)) {
      const schema = quoteIdent(name);
      await session.query(`CREATE SCHEMA ${schema}; SET search_path = ${schema}; ${sql}`);
    }
    const { rows } = await session.query(`SELECT FROM pg_tables WHERE schemaname = ANY ($1)`, [
      Object.keys(cleanSchemas),
    ]);
    expect(rows.length).toBeGreaterThan(30);
    const { plan } = await inspectDatabase(session, {
      plan: { journalSchema: 'pgmend', unmatched: null, chosen: {}, all: true },
      maps: [],
      schema: null,
    });
    expect(plan.faults.map(({ fault }) => `${fault.kind} ${fault.id}`)).toEqual([]);
    expect(plan.uncounted ?? []).toEqual([]);
    const { code, stdout } = await runCli(['doctor', '--url', urlOf(target)]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('Nothing is wrong')]);
    await session.close();
    await server.dropDatabase(target);
  });
});
