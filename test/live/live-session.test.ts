import { describe, expect, it } from 'vitest';
import { openQuietly } from '../../src/execute/live/live-session.ts';
import { quoteIdent } from '../../src/postgres/quote.ts';
import { majors, sharedServer } from '../servers/start-server.ts';

describe.each(majors)('a connection of a live execution, PostgreSQL %i', (major) => {
  it('neither compiles statements nor takes over what the database sets', async () => {
    const server = await sharedServer(major);
    const target = await server.createDatabase();
    const session = await server.session(target);
    const set = {
      jit: ['on', 'off'],
      search_path: ['public', 'pg_catalog, pg_temp'],
      default_transaction_read_only: ['on', 'off'],
      default_transaction_isolation: ['serializable', 'read committed'],
      lock_timeout: ['1s', '0'],
    } as const;
    for (const [name, [theirs]] of Object.entries(set))
      await session.query(
        `ALTER DATABASE ${quoteIdent(target.database)} SET ${name} = '${theirs}'`,
      );
    await session.close();
    const own = await openQuietly(() => server.session(target));
    for (const [name, [, ours]] of Object.entries(set)) {
      const { rows } = await own.query(`SELECT current_setting('${name}') AS value`);
      expect(rows, name).toEqual([{ value: ours }]);
    }
    await own.close();
    await server.dropDatabase(target);
  });
});
