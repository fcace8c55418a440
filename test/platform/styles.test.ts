import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import type { OwnSession } from '../../src/postgres/connect.ts';
import type { Target } from '../../src/postgres/target.ts';
import { majors, sharedServer } from '../servers/start-server.ts';
import {
  databaseEnvironment,
  type Finished,
  finished,
  pgmend,
  sequelizeCli,
} from './child-process.ts';

// Several commands, each a process or more, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const styles = path.join(import.meta.dirname, 'styles');

/** Each way to write it: the foreign key that must be there, its column and type, and what the values became. */
const expected = [
  ['inside-transaction', 'invoices_memberId_fkey', 'invoices', 'memberId', [2, 1, null]],
  ['references-in-create-table', 'payments_memberId_fkey', 'payments', 'memberId', []],
  ['add-column', 'invoices_approvedBy_fkey', 'invoices', 'approvedBy', [null, null, null]],
  ['add-constraint', 'invoices_member_fk', 'invoices', 'memberId', [2, 1, null]],
  ['raw-sql', 'invoices_member_fk', 'invoices', 'memberId', [2, 1, null]],
] as const;

test.each(majors.flatMap((major) => expected.map((one) => [major, ...one] as const)))(
  'PostgreSQL %i, %s: gets through, with %s',
  async (major, style, constraint, table, column, values) => {
    const server = await sharedServer(major);
    const target = await server.createDatabase();
    const session = await server.session(target);
    for (const statement of readFileSync(path.join(styles, 'before.sql'), 'utf8').split(/;\n/)) {
      await session.query(statement);
    }
    const [file] = readdirSync(path.join(styles, style));

    const plain = await migrate(style, target, []);
    expect(plain.exitCode).toBe(1);
    expect(plain.stdout + plain.stderr).toContain('cannot be implemented');
    expect(await ledgerOf(session)).toEqual([]);

    const run = await migrate(style, target, [...pgmend, 'run', '--yes', '--']);
    expect(run, run.stdout + run.stderr).toMatchObject({ exitCode: 0 });
    expect(run.stdout).toContain('migrated (');
    expect(await ledgerOf(session)).toEqual([file]);
    const keys = await session.query(
      `SELECT conname, conrelid::regclass::text AS of, confrelid::regclass::text AS to, convalidated
       FROM pg_constraint WHERE contype = 'f' AND conrelid = $1::regclass`,
      [table],
    );
    expect(keys.rows).toEqual([
      { conname: constraint, of: table, to: 'members', convalidated: true },
    ]);
    const rows = await session.query<{ value: number | null; type: string }>(
      `SELECT "${column}" AS value FROM ${table} ORDER BY id`,
    );
    expect(rows.rows.map((row) => row.value)).toEqual(values);
    const { rows: types } = await session.query<{ type: string }>(
      `SELECT format_type(atttypid, atttypmod) AS type FROM pg_attribute WHERE attrelid = $1::regclass AND attname = $2`,
      [table, column],
    );
    expect(types).toEqual([{ type: 'integer' }]);
    await session.close();
  },
);

function migrate(style: string, target: Target, before: readonly string[]): Promise<Finished> {
  const words = [...sequelizeCli, 'db:migrate', '--migrations-path', style];
  return finished([...before, ...words], styles, databaseEnvironment(target));
}

async function ledgerOf(session: OwnSession): Promise<string[]> {
  const { rows } = await session.query<{ name: string }>('SELECT name FROM "SequelizeMeta"');
  return rows.map((row) => row.name);
}
