import { describe, expect, it } from 'vitest';
import { rowHash } from '../../src/execute/live/row-hash.ts';
import { majors, sharedServer } from '../servers/start-server.ts';

/** Different values of each type, as literals; the first one stands in for NULL where there is one that does. */
const values: Readonly<Record<string, readonly string[]>> = {
  smallint: ['0', '1', '-1'],
  integer: ['0', '1', '-1', '2147483647'],
  bigint: ['0', '1', '-1', '9007199254740993'],
  boolean: ['false', 'true'],
  uuid: ['00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000001'],
  text: ['', ' ', 'a', 'A', 'á'],
  'character varying(9)': ['', ' ', 'a', 'a '],
  'character(3)': ['', 'a'],
  'timestamp(3) without time zone': ['epoch', 'infinity', '2024-02-29 12:00:00.001'],
  'timestamp with time zone': ['epoch', '-infinity', '2024-02-29 12:00:00.000001+00'],
  date: ['epoch', 'infinity', '5874897-12-31'],
  numeric: ['0', '0.0', '1e40', 'NaN'],
  'double precision': ['0', '-0', '0.1', '0.30000000000000004'],
  bytea: ['', '\\x00', '\\x0000'],
  oid: ['0', '4294967295'],
  jsonb: ['null', '{}', '[]'],
  'integer[]': ['{}', '{NULL}', '{1,2}'],
  interval: ['0', '24:00:00', '1 day'],
};

describe.each(majors)('the hash of a row, PostgreSQL %i', (major) => {
  it.each([false, true])(
    'tells values, NULL and columns apart (computed: %s)',
    async (computed) => {
      const server = await sharedServer(major);
      const target = await server.createDatabase();
      const session = await server.session(target);
      for (const [type, all] of Object.entries(values)) {
        const literals = ['NULL', ...all.map((one) => `'${one}'`)].map(
          (one) => `(${one}::${type})`,
        );
        const rows = literals.flatMap((a) => literals.map((b) => `(${a}, ${b})`));
        const hash = rowHash(
          ['a', 'b'].map((name) => ({ sql: `r.${name}`, type, computed })),
          session.serverVersion,
        );
        const { rows: found } = await session.query<{ hashes: number; nulls: number }>(
          `SELECT count(DISTINCT h)::int4 AS hashes, count(*) FILTER (WHERE h IS NULL)::int4 AS nulls FROM (SELECT ${hash} AS h FROM (VALUES ${rows.join(', ')}) AS r(a, b)) AS x`,
        );
        expect(found, type).toEqual([{ hashes: rows.length, nulls: 0 }]);
      }
      await session.close();
      await server.dropDatabase(target);
    },
  );

  it('tells texts apart that their collation calls equal, and takes columns of several', async () => {
    const server = await sharedServer(major);
    const target = await server.createDatabase();
    const session = await server.session(target);
    await session.query(
      `CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`,
    );
    await session.query(`CREATE TABLE r (a text COLLATE any_case, b text COLLATE "POSIX", c text)`);
    await session.query(`INSERT INTO r VALUES ('a', 'b', 'c'), ('A', 'b', 'c')`);
    for (const computed of [false, true]) {
      const hash = rowHash(
        ['a', 'b', 'c'].map((name) => ({ sql: name, type: 'text', computed })),
        session.serverVersion,
      );
      const { rows } = await session.query(`SELECT count(DISTINCT ${hash})::int4 AS n FROM r`);
      expect(rows).toEqual([{ n: 2 }]);
    }
    await session.close();
    await server.dropDatabase(target);
  });
});
