import { describe, expect, it } from 'vitest';
import { majors, sharedServer } from '../servers/start-server.ts';
import { compareTypePairs } from './type-pairs.ts';

describe.each(majors)('the comparability rule on PostgreSQL %i', (major) => {
  it('agrees with the server on every ordered pair of types', async () => {
    const server = await sharedServer(major);
    const target = await server.createDatabase();
    const session = await server.session(target);
    const report = await compareTypePairs(session);
    await session.close();
    await server.dropDatabase(target);
    expect(report.disagreements).toEqual([]);
    expect(report.pairs).toBeGreaterThan(30_000);
    expect(report.accepted).toBeGreaterThan(500);
  });
});
