import { expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import { majors, startServer } from '../servers/start-server.ts';
import { startPgmend } from './start-pgmend.ts';
import { until } from './until.ts';

const setup = [
  `CREATE TABLE users (org int NOT NULL, id int NOT NULL, name text, PRIMARY KEY (org, id))`,
  `CREATE TABLE orders (no bigint PRIMARY KEY, org int, buyer int, note text, CONSTRAINT of_buyer FOREIGN KEY (org, buyer) REFERENCES users MATCH FULL)`,
  `CREATE VIEW noted AS SELECT no, org, note FROM orders WHERE note IS NOT NULL`,
  `INSERT INTO users SELECT g % 5, g, 'u' || g FROM generate_series(1, 300) AS g`,
  `INSERT INTO orders SELECT g, CASE WHEN g % 7 > 0 THEN (g % 300 + 1) % 5 END, CASE WHEN g % 7 > 0 THEN g % 300 + 1 END, 'n' || g FROM generate_series(1, 2000) AS g`,
];

const merge = `MERGE INTO orders AS o USING (SELECT g AS no FROM generate_series(1, 3000, 3) AS g) AS s ON o.no = s.no
  WHEN MATCHED AND s.no % 2 = 0 THEN DELETE WHEN MATCHED THEN UPDATE SET note = 'merged', org = 3, buyer = 3
  WHEN NOT MATCHED THEN INSERT VALUES (s.no, 4, 4, 'made')`;

it.each(majors)(
  'MERGE, views, prepared transactions and held cursors beside a live execution, PostgreSQL %i',
  async (major) => {
    const server = await startServer(major, { settings: { max_prepared_transactions: '5' } });
    const target = await server.createDatabase();
    const session = await server.session(target);
    const other = await server.session(target);
    for (const sql of setup) await session.query(sql);
    const state = async () =>
      (
        await session.query(
          `SELECT count(*)::int AS n, sum(hashtextextended(ROW(no, org, buyer::bigint, note)::text, 0))::text AS hash FROM orders`,
        )
      ).rows;
    const typeOf = async () =>
      (await session.query<{ t: string }>(`SELECT pg_typeof(buyer)::text AS t FROM orders LIMIT 1`))
        .rows[0]?.t;
    const rekey = ['rekey', 'users.id', '--to', 'bigint', '--yes', '--live'];
    const begun = startPgmend(target, [...rekey, '--cutover', 'manual']);
    await until(session, `(SELECT progress->>'waiting' = 'cutover' FROM pgmend.live)`);
    if (major >= 15) await other.query(merge);
    await other.query(`UPDATE noted SET org = org WHERE no BETWEEN 1900 AND 1950`);
    await other.query(`UPDATE noted SET note = 'by the view' WHERE no BETWEEN 1901 AND 1910`);
    await other.query(`DELETE FROM noted WHERE no BETWEEN 100 AND 130`);
    for (const sql of [
      `BEGIN`,
      `DECLARE held CURSOR WITH HOLD FOR SELECT no, buyer FROM orders ORDER BY no`,
      `COMMIT`,
      `BEGIN`,
      `INSERT INTO orders VALUES (5001, 2, 2, 'prepared')`,
      `PREPARE TRANSACTION 'two'`,
    ])
      await other.query(sql);
    const { rows: counted } = await session.query(`SELECT count(*)::int AS n FROM orders`);
    const cutover = startPgmend(target, ['cutover']);
    await expect
      .poll(() => cutover.said(), { timeout: 30_000 })
      .toContain('the tables are in use by the prepared transaction two (attempt 3)');
    await other.query(`COMMIT PREPARED 'two'`);
    const before = await state();
    expect(await cutover.ended, cutover.said()).toBe(0);
    expect(await begun.ended, begun.said()).toBe(0);
    expect([await typeOf(), await state()]).toEqual(['bigint', before]);
    expect((await other.query(`FETCH ALL FROM held`)).rows).toHaveLength(
      Number((counted[0] as { n: number }).n),
    );
    await expect(
      session.query(`INSERT INTO orders VALUES (6001, 1, NULL, 'half a key')`),
    ).rejects.toThrow('of_buyer');
    const back = await pgmend(target, ['undo', '--yes']);
    expect(back.code, back.stdout + back.stderr).toBe(0);
    expect([await typeOf(), await state()]).toEqual(['integer', before]);
    await other.close();
    await session.close();
    await server.stop();
  },
  120_000,
);
