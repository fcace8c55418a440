import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { majors, type OwnSession, sharedServer, type Target } from '../servers/start-server.ts';
import { databaseEnvironment, finished, pgmend, platform, sequelizeCli } from './child-process.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let target: Target;
let session: OwnSession;

beforeAll(async () => {
  const server = await sharedServer(majors.at(-1) ?? 18);
  target = await server.createDatabase();
  session = await server.session(target);
  await run([process.execPath, 'scripts/prepare-database.cjs']);
});
afterAll(() => session.close());

const run = (words: readonly string[]) => finished(words, platform, databaseEnvironment(target));
const mark = (...words: string[]) => run([...pgmend, 'mark', ...words]);
const recorded = async () =>
  (await session.query<{ name: string }>('SELECT name FROM "SequelizeMeta" ORDER BY 1')).rows.map(
    (one) => one.name,
  );
const link = '20250902093014-link-sessions-to-members.cjs';

test('nothing is recorded while something is missing; what is seen is recorded, and undone', async () => {
  const before = await recorded();
  const missing = await mark(link, '--yes');
  expect(missing.exitCode).toBe(1);
  expect(missing.stdout).toContain(
    `missing: foreign key from sessions ("userId") to users  migrations/${link}:3`,
  );
  expect(await recorded()).toEqual(before);

  const migrated = await run([...pgmend, 'run', '--yes', '--', ...sequelizeCli, 'db:migrate']);
  expect(migrated, migrated.stderr).toMatchObject({ exitCode: 0 });
  const all = await recorded();
  await session.query('DELETE FROM "SequelizeMeta"');
  for (const name of [link, 'migrations/20240116094512-create-sessions', all.at(-1) ?? '']) {
    const seen = await mark(name, '--yes');
    expect(seen.exitCode, seen.stdout).toBe(0);
    expect(seen.stdout).toContain('everything that it does is in the database');
  }
  const three = ['20240116094512-create-sessions.cjs', link, all.at(-1)];
  expect(await recorded()).toEqual(three);
  const again = await mark(link);
  expect([again.exitCode, again.stdout]).toEqual([0, `${link} is recorded already.\n`]);

  const undone = await run([...pgmend, 'undo', '--yes']);
  expect(undone, undone.stderr).toMatchObject({ exitCode: 0 });
  expect(await recorded()).toEqual(three.slice(0, 2));
});

test('another action, a column of another type, rows that nobody can see: said, and forced only by name', async () => {
  await session.query(`DELETE FROM "SequelizeMeta" WHERE name = '${link}';
    ALTER TABLE sessions DROP CONSTRAINT "sessions_userId_fkey";
    ALTER TABLE sessions ADD FOREIGN KEY ("userId") REFERENCES users ON DELETE CASCADE;
    ALTER TABLE login_tokens ALTER "tokenHash" TYPE text`);
  expect((await mark(link, '--yes')).stdout).toMatch(
    /another one: foreign key .* is ON UPDATE NO ACTION ON DELETE CASCADE, not ON UPDATE CASCADE ON DELETE SET NULL/,
  );
  expect((await mark('20250220121836-create-login-tokens', '--yes')).stdout).toContain(
    'column login_tokens."tokenHash" is text NOT NULL, not character varying(64) NOT NULL',
  );
  const rows = '20250114160305-renumber-members.cjs';
  const unseen = await mark(rows, '--yes');
  expect(unseen.exitCode).toBe(1);
  expect(unseen.stdout).toContain('nobody can see whether this was sent: INSERT INTO users');
  const forced = await mark(rows, '--yes', '--force');
  expect(forced, forced.stderr).toMatchObject({ exitCode: 0 });
  expect(await recorded()).toContain(rows);
  const log = await run([...pgmend, 'log']);
  expect(log.stdout).toMatch(
    /renumber-members\.cjs is recorded as done .*, by --force, though this was not seen: nobody can see .*INSERT INTO users/,
  );

  expect((await mark('nothing.cjs')).stderr).toContain('There is no migration nothing.cjs');
  const consent = await mark('20240305141027-create-food-scan-history.cjs');
  expect(consent.exitCode).toBe(3);
  expect(await recorded()).not.toContain('20240305141027-create-food-scan-history.cjs');
});
