import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { databaseEnvironment, finished, pgmend, sequelizeCli } from '../platform/child-process.ts';
import { copiedPlatform } from '../platform/copied-platform.ts';
import { wholeState } from '../property/whole-state.ts';
import {
  type DatabaseServer,
  majors,
  type OwnSession,
  sharedServer,
  type Target,
} from '../servers/start-server.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const success = 'Enhanced Social Media Platform migration completed successfully!';
const name = '20250902093013-repair-sessions.cjs';

let server: DatabaseServer;
let target: Target;
let session: OwnSession;
let copy: Awaited<ReturnType<typeof copiedPlatform>>;

beforeAll(async () => {
  server = await sharedServer(majors.at(-1) ?? 18);
  target = await server.createDatabase();
  session = await server.session(target);
  copy = await copiedPlatform();
  const prepared = await run([process.execPath, 'scripts/prepare-database.cjs']);
  expect(prepared.stderr).toBe('');
});
afterAll(async () => {
  await session.close();
  await copy.remove();
});

function run(words: readonly string[], database = target) {
  return finished(words, copy.folder, databaseEnvironment(database));
}

const migrate = (...words: string[]) => run([...sequelizeCli, ...words]);

test('the migration comes before the one that fails; up and down leave the fingerprint as it was', async () => {
  const before = await wholeState(session);
  const written = await run([...pgmend, 'export', '--format', 'sequelize']);
  expect(written, written.stderr).toMatchObject({ exitCode: 0 });
  const files = readdirSync(join(copy.folder, 'migrations')).sort();
  expect(files[files.indexOf(name) + 1]).toBe('20250902093014-link-sessions-to-members.cjs');

  const up = await migrate('db:migrate', '--to', name);
  expect(up, up.stderr).toMatchObject({ exitCode: 0 });
  const mended = await wholeState(session);
  expect(mended.objects['column public.sessions."userId"']).toContain('type: integer');
  const down = await migrate('db:migrate:undo', '--name', name);
  expect(down, down.stderr).toMatchObject({ exitCode: 0 });
  expect(await wholeState(session)).toEqual(before);

  const all = await migrate('db:migrate');
  expect(all, all.stderr).toMatchObject({ exitCode: 0 });
  expect(all.stdout).toContain(success);
  const { rows } = await session.query(
    `SELECT count(*)::int AS bookings, count("userId")::int AS "with a member" FROM sessions`,
  );
  expect(rows).toEqual([{ bookings: 12, 'with a member': 7 }]);

  const early = await migrate('db:migrate:undo', '--name', name);
  expect(early.exitCode).toBe(1);
  expect(`${early.stdout}${early.stderr}`).toMatch(
    /A foreign key stands on what is to be taken back: .*sessions_userId_fkey[\s\S]*db:migrate:undo/,
  );
});

test('a new database goes through the same files, and back', async () => {
  const fresh = await server.createDatabase();
  const up = await run([...sequelizeCli, 'db:migrate'], fresh);
  expect(up, up.stderr).toMatchObject({ exitCode: 0 });
  expect(up.stdout).toContain(success);
  const log = await run([...pgmend, 'log'], fresh);
  expect(log.stdout).toContain('sessions."userId": uuid → integer, 0 rows');
  const down = await run([...sequelizeCli, 'db:migrate:undo:all', '--to', name], fresh);
  expect(down, down.stderr).toMatchObject({ exitCode: 0 });
  const other = await server.session(fresh);
  const { rows } = await other.query(
    `SELECT format_type(atttypid, -1) AS type FROM pg_attribute WHERE attrelid = 'sessions'::regclass AND attname = 'userId'`,
  );
  await other.close();
  expect(rows).toEqual([{ type: 'uuid' }]);
});

test('nothing that is there is overwritten', async () => {
  const words = [...pgmend, 'export', '--all', '--out', 'mend.sql'];
  const first = await run(words);
  expect(first, first.stderr).toMatchObject({ exitCode: 0 });
  const text = readFileSync(join(copy.folder, 'mend.sql'), 'utf8');
  const second = await run(words);
  expect(second.exitCode).toBe(2);
  expect(second.stderr).toContain('mend.sql is there already');
  expect(readFileSync(join(copy.folder, 'mend.sql'), 'utf8')).toBe(text);
});
