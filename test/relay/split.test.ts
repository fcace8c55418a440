import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCli, urlOf } from '../cli/run-cli.ts';
import { majors, sharedServer } from '../servers/start-server.ts';

const migrate = fileURLToPath(new URL('../cli/migrate.mjs', import.meta.url));

const typeOf = `SELECT format_type(atttypid, atttypmod) AS type,
                       (SELECT count(*)::int FROM pg_constraint WHERE contype = 'f' AND conrelid = 'b'::regclass) AS keys,
                       (SELECT count(*)::int FROM b) AS rows
                  FROM pg_attribute WHERE attrelid = 'b'::regclass AND attname = 'a_id'`;

describe('a string that makes the table at whose key it fails', () => {
  it.each([
    [
      'with rows of the wrong type: replayed statement by statement',
      `CREATE TABLE a (id int PRIMARY KEY);
       CREATE TABLE b (id int PRIMARY KEY, a_id uuid);
       INSERT INTO a VALUES (1);
       INSERT INTO b SELECT 1, NULL::uuid;
       ALTER TABLE b ADD FOREIGN KEY (a_id) REFERENCES a (id)`,
      1,
    ],
    [
      'without rows: sent again in other words',
      `CREATE TABLE a (id int PRIMARY KEY);
       CREATE TABLE b (id int PRIMARY KEY, a_id uuid);
       ALTER TABLE b ADD FOREIGN KEY (a_id) REFERENCES a (id)`,
      0,
    ],
  ])('%s', async (_name, sql, rows) => {
    const server = await sharedServer(majors.at(-1) ?? 18);
    const target = await server.createDatabase();
    const { code, stdout, stderr } = await runCli(
      ['run', '--yes', '--', process.execPath, migrate, sql],
      { env: { DATABASE_URL: urlOf(target) } },
    );
    expect([code, stdout], stderr).toEqual([0, 'migrated\n']);
    const session = await server.session(target);
    expect((await session.query(typeOf)).rows).toEqual([{ type: 'integer', keys: 1, rows }]);
    await session.close();
  });
});
