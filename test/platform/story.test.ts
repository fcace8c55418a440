import { expect, test, vi } from 'vitest';
import { readDemoState } from '../../src/cli/demo-state.ts';
import { majors, sharedServer } from '../servers/start-server.ts';
import {
  databaseEnvironment,
  finished,
  pgmend,
  platform,
  root,
  sequelizeCli,
} from './child-process.ts';

// Several commands, each a process or more, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const plainFailure = (words: string) => [
  'ERROR: foreign key constraint "sessions_userId_fkey" cannot be implemented',
  `ERROR DETAIL: Key columns ${words} are of incompatible types: uuid and integer.`,
];

/** From 18 on the DETAIL says which column is whose. */
const columnsOf = (major: number) =>
  major < 18
    ? '"userId" and "id"'
    : '"userId" of the referencing table and "id" of the referenced table';

test.each(majors.map((major) => [major, plainFailure(columnsOf(major))] as const))(
  'on PostgreSQL %i the plain command stops with the two lines and changes nothing',
  async (major, lines) => {
    const server = await sharedServer(major);
    const target = await server.createDatabase();
    const env = databaseEnvironment(target);
    const prepared = await finished(
      [process.execPath, 'scripts/prepare-database.cjs'],
      platform,
      env,
    );
    expect(prepared).toMatchObject({ exitCode: 0, stderr: '' });

    const command = ['npx', '--no-install', 'sequelize-cli', 'db:migrate'];
    const plain = await finished(command, platform, env);
    expect(plain.exitCode).toBe(1);
    const printed = `${plain.stdout}\n${plain.stderr}`.split(/\r?\n/);
    expect(printed.filter((line) => line.startsWith('ERROR'))).toEqual(lines);

    const session = await server.session(target);
    const { rows } = await session.query<{ n: number; last: string }>(
      'SELECT count(*)::int4 AS n, max(name) AS last FROM "SequelizeMeta"',
    );
    await session.close();
    expect(rows).toEqual([{ n: 7, last: '20250220121836-create-login-tokens.cjs' }]);
  },
);

test.each(majors)('the demonstration holds on PostgreSQL %i', async (major) => {
  const server = await sharedServer(major);
  const { host, port, user, password } = server.target();
  const url = `postgres://${user}:${password}@${host}:${port}/postgres`;
  const demo = await finished([...pgmend, 'demo', '--server', url], root, { ...process.env });
  expect(demo.stdout.split('\n').filter((line) => line.startsWith('✗'))).toEqual([]);
  expect(demo.exitCode).toBe(0);
  for (const claim of [
    '✓ 12 of 12 bookings are there, every other column untouched',
    '✓ sessions."userId": 7 mapped to their members, 3 without a member kept, 2 NULL as before',
    '✓ sessions."cancelledBy": 2 mapped to their members, 1 without a member kept, 9 NULL as before',
    '✓ sequelize-cli recorded its 3 migrations itself',
    '✓ The ledger rows that are no longer true are named',
  ]) {
    expect(demo.stdout).toContain(claim);
  }
  expect(demo.stdout).not.toContain(String(password));
});

test('after undo with --ledger the same command goes through again, without twins', async () => {
  const server = await sharedServer(majors.at(-1) ?? 18);
  const target = await server.createDatabase();
  const env = databaseEnvironment(target);
  await finished([process.execPath, 'scripts/prepare-database.cjs'], platform, env);
  const before = await readDemoState(target);
  const run = [...pgmend, 'run', '--yes', '--', ...sequelizeCli, 'db:migrate'];
  expect(await finished(run, platform, env)).toMatchObject({ exitCode: 0 });
  const mended = await readDemoState(target);
  const kept = [4, 7, 8].map((booking) => ({ column: 'userId', booking }));
  expect(mended.kept).toMatchObject([{ column: 'cancelledBy', booking: 7 }, ...kept]);

  const undo = await finished([...pgmend, 'undo', '--yes', '--ledger'], platform, env);
  expect(undo).toMatchObject({ exitCode: 0 });
  const undone = await readDemoState(target);
  expect(undone.bookings).toEqual(before.bookings);
  expect(undone.ledger).toEqual([
    ...before.ledger,
    '20250903101552-create-enhanced-social-platform.cjs',
  ]);

  expect(await finished(run, platform, env)).toMatchObject({ exitCode: 0 });
  const again = await readDemoState(target);
  expect(again.bookings).toEqual(mended.bookings);
  expect(again.kept).toEqual(mended.kept);
  expect(again.ledger).toEqual(mended.ledger);
  expect(again.foreignKeys).toEqual(mended.foreignKeys);
  expect(again.fingerprint.objects).toEqual(mended.fingerprint.objects);
  const nothing = await finished(run, platform, env);
  expect(nothing.exitCode).toBe(0);
  expect(nothing.stderr).not.toContain('Mended');

  // The last migration is recorded since the first run, and its record stays true.
  expect(await finished([...pgmend, 'undo', '--yes', '--ledger'], platform, env)).toMatchObject({
    exitCode: 0,
  });
  expect((await readDemoState(target)).ledger).toEqual(undone.ledger);
});
