import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OwnSession } from '../../src/postgres/connect.ts';
import type { Target } from '../../src/postgres/target.ts';
import type { FreshKeys } from '../../src/values/fresh-keys.ts';
import type { Mapping } from '../../src/values/mapping.ts';
import { type MappedColumn, pairsSql } from '../../src/values/mapping-sql.ts';
import { valueFunctionSql } from '../../src/values/value-function.ts';
import { type DatabaseServer, majors, sharedServer } from '../servers/start-server.ts';

const source = (table: string, column: string, type: string) => ({
  table: { schema: 'public', name: table },
  partitioned: false,
  column,
  type,
});

describe.each(majors)('new keys on PostgreSQL %i', (major) => {
  let server: DatabaseServer;
  let target: Target;
  let session: OwnSession;
  beforeAll(async () => {
    server = await sharedServer(major);
    target = await server.createDatabase();
    session = await server.session(target);
    await session.query(
      `CREATE TABLE k (key text); INSERT INTO k VALUES ('7'), ('b'), ('07'), ('a'), ('99999999999'), (NULL);
       CREATE TABLE r (ref varchar(20)); INSERT INTO r VALUES ('b'), ('b'), ('7'), ('gone'), (NULL);
       CREATE TABLE n (price numeric); INSERT INTO n VALUES (1.50), (2);
       CREATE TABLE m (price numeric(9, 4)); INSERT INTO m VALUES (1.5)`,
    );
  });
  afterAll(async () => {
    await session.close();
    await server.dropDatabase(target);
  });

  /** `value=new` of every distinct value. */
  async function pairs(
    table: string,
    column: string,
    type: string,
    newType: string,
    fresh: FreshKeys,
  ): Promise<Record<string, string | null>> {
    const own = { schema: 'public', name: table };
    const mapped: MappedColumn = {
      ...source(table, column, type),
      typeOid: 0,
      referencedTable: own,
      referencedPartitioned: false,
      referencedColumn: column,
      newType,
      newTypeOid: 0,
    };
    const mapping: Mapping = { kind: 'convert', using: null, fresh, open: false };
    const work = valueFunctionSql(mapped, mapping);
    for (const sql of work.create) await session.query(sql);
    const { rows } = await session.query<{ old: string; new: string | null; targets: string }>(
      `SELECT old::text, new::text, targets FROM (${pairsSql(mapped, mapping)}) AS p ORDER BY old COLLATE "C"`,
    );
    for (const sql of work.drop) await session.query(sql);
    for (const row of rows) expect(Number(row.targets)).toBe(row.new === null ? 0 : 1);
    return Object.fromEntries(rows.map((row) => [row.old, row.new]));
  }

  it('count on from the keys that are numbers, each key once', async () => {
    const fresh = { seed: 's', sources: [source('k', 'key', 'text')] };
    const keys = { '07': '7', '7': '8', '99999999999': '9', a: '10', b: '11' };
    expect(await pairs('k', 'key', 'text', 'integer', fresh)).toEqual(keys);
    expect(await pairs('r', 'ref', 'character varying(20)', 'integer', fresh)).toEqual({
      '7': '8',
      b: '11',
      gone: null,
    });
  });

  it('count what stands in several places once, the first place first', async () => {
    const sources = [source('r', 'ref', 'character varying(20)'), source('k', 'key', 'text')];
    expect(await pairs('k', 'key', 'text', 'smallint', { seed: 's', sources })).toEqual({
      '07': '10',
      '7': '7',
      '99999999999': '11',
      a: '12',
      b: '8',
    });
  });

  it('are the same for the same value, whatever its scale', async () => {
    const fresh = { seed: 's', sources: [source('n', 'price', 'numeric')] };
    const [keys, references] = [
      await pairs('n', 'price', 'numeric', 'uuid', fresh),
      await pairs('m', 'price', 'numeric(9,4)', 'uuid', fresh),
    ];
    expect(references['1.5000']).toBe(keys['1.50']);
    expect(keys['2']).not.toBe(keys['1.50']);
    expect(keys['2']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('are others with another seed', async () => {
    const of = (seed: string) =>
      pairs('n', 'price', 'numeric', 'uuid', { seed, sources: [source('n', 'price', 'numeric')] });
    expect((await of('s'))['2']).toBe((await of('s'))['2']);
    expect((await of('t'))['2']).not.toBe((await of('s'))['2']);
  });
});
