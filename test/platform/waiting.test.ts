import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { majors, sharedServer } from '../servers/start-server.ts';
import {
  databaseEnvironment,
  type Finished,
  finished,
  pgmend,
  sequelizeCli,
} from './child-process.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const folder = path.join(import.meta.dirname, 'waiting');
const before = readFileSync(path.join(import.meta.dirname, 'styles/before.sql'), 'utf8');
const major = majors.at(-1) ?? 18;

/** A migration under pgmend, on a database that is as it was afterwards. */
async function migrate(migrations: string, options: readonly string[]): Promise<Finished> {
  const server = await sharedServer(major);
  const target = await server.createDatabase();
  const session = await server.session(target);
  await session.query(before);
  const words = [...sequelizeCli, 'db:migrate', '--migrations-path', migrations];
  const ended = await finished(
    [...pgmend, 'run', '--yes', ...options, '--', ...words],
    folder,
    databaseEnvironment(target),
  );
  const columns = await session.query(
    `SELECT count(*)::int AS n FROM pg_attribute WHERE attrelid = 'invoices'::regclass AND attnum > 0`,
  );
  expect(columns.rows).toEqual([{ n: 3 }]);
  expect((await session.query('SELECT name FROM "SequelizeMeta"')).rows).toEqual([]);
  await session.close();
  await server.dropDatabase(target);
  return ended;
}

test.each([
  [
    'left-out',
    'left-out/1-link-invoices.cjs:10',
    'addConstraint is not given its transaction',
    'addConstraint(table, { fields, type, …, transaction: t })',
  ],
  [
    'misplaced',
    'misplaced/1-link-invoices.cjs:6',
    'addColumn is given its transaction where it is not looked for',
    'addColumn(table, column, { type, … }, { transaction })',
  ],
])(
  'a transaction that is %s: the call is named, and --lock-timeout ends the wait',
  async (migrations, place, what, write) => {
    const { exitCode, stdout, stderr } = await migrate(migrations, ['--lock-timeout', '3s']);
    expect(exitCode, stdout + stderr).toBe(1);
    expect(stderr).toContain('The migration waits for a lock on invoices (');
    expect(stderr).toContain('It waits for itself: another connection of the same command');
    expect(stderr).toMatch(/idle in transaction for \d+ s/);
    expect(stderr).toContain(`${place}: ${what}`);
    expect(stderr).toContain(`Write: ${write}`);
    expect(stderr).toContain('was cancelled (--lock-timeout)');
  },
);

test('two transactions that block each other: both are named', async () => {
  const { exitCode, stdout, stderr } = await migrate('deadlock', []);
  expect(exitCode, stdout + stderr).toBe(1);
  expect(stderr).toContain('The migration blocked itself');
  expect(stderr).toContain('LOCK TABLE invoices');
  expect(stderr).toContain('LOCK TABLE members');
});
