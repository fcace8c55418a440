import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { readState } from '../cases/state.ts';
import { databaseEnvironment, finished, pgmend } from '../platform/child-process.ts';
import { copiedPlatform } from '../platform/copied-platform.ts';
import { findPsql } from '../servers/find-psql.ts';
import {
  type DatabaseServer,
  majors,
  type OwnSession,
  sharedServer,
  type Target,
} from '../servers/start-server.ts';
import { runBatch } from './run-batch.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const success = 'Enhanced Social Media Platform migration completed successfully!';
const psql = findPsql();

let server: DatabaseServer;
let copy: Awaited<ReturnType<typeof copiedPlatform>>;
let target: Target;
let session: OwnSession;
let kit: string;

beforeAll(async () => {
  server = await sharedServer(majors.at(-1) ?? 18);
  copy = await copiedPlatform();
  kit = join(copy.folder, '..', 'the kit (1)');
});
afterAll(() => copy.remove());

/** The platform as it stood, and a kit that is written for this very database. */
beforeEach(async () => {
  target = await server.createDatabase();
  session = await server.session(target);
  rmSync(kit, { recursive: true, force: true });
  rmSync(join(copy.folder, 'migrations/20250902093013-repair-sessions.cjs'), { force: true });
  await run([process.execPath, 'scripts/prepare-database.cjs']);
  const written = await run([...pgmend, 'export', '--format', 'kit', '--out', kit]);
  expect(written, written.stderr).toMatchObject({ exitCode: 0 });
  return () => session.close();
});

/** What is at hand: psql finds the database by its variables, sequelize-cli by the project's own. */
function environment() {
  const { host, port, user, password, database } = target;
  return {
    ...databaseEnvironment(target),
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGPASSWORD: password ?? '',
    PGDATABASE: database,
  };
}
const run = (words: readonly string[]) => finished(words, copy.folder, environment());

/** A command of the kit's page, as a person types it: with the path of the kit in its place. */
async function typed(pattern: RegExp) {
  const line = readFileSync(join(kit, 'README.md'), 'utf8')
    .split('\n')
    .map((one) => one.replace(/^\d\. `(.*)`$/, '$1').trim())
    .find((one) => pattern.test(one));
  const program = psql === null ? 'psql' : `'${psql}' -X`;
  const words = (line ?? '')
    .replace(/PATH-OF-THE-KIT\/(\S+)/, `'${kit}/$1'`)
    .replace(/^psql/, program);
  const ended = await run(['sh', '-c', words]);
  expect(ended, `${words}\n${ended.stderr}`).toMatchObject({ exitCode: 0 });
  return ended;
}

async function bookings() {
  const { rows } = await session.query(
    'SELECT count(*)::int AS all, count("userId")::int AS "with member", count("cancelledBy")::int AS cancelled FROM sessions',
  );
  return rows[0];
}
const twelve = { all: 12, 'with member': 7, cancelled: 2 };

describe('the three options, followed to the letter', () => {
  test('1: the shell file', async () => {
    const ended = await typed(/^sh .*DIRECT-FOREIGN-KEY-FIX\.sh$/);
    expect(ended.stdout).toContain(success);
    expect(await bookings()).toEqual(twelve);
    const again = await typed(/^sh .*DIRECT-FOREIGN-KEY-FIX\.sh$/);
    expect(again.stdout).toContain('already up to date');
    expect(await bookings()).toEqual(twelve);
  });

  test.skipIf(psql === null)('2: the SQL, twice, then the migrations', async () => {
    const ended = await typed(/^psql .*manual-foreign-key-fix\.sql$/);
    expect(ended.stderr).toContain('pgmend: done.');
    const mended = await readState(session);
    const again = await typed(/^psql .*manual-foreign-key-fix\.sql$/);
    expect(again.stderr).toContain('nothing was changed now');
    expect(await readState(session)).toEqual(mended);
    expect((await typed(/^npx sequelize-cli db:migrate$/)).stdout).toContain(success);
    expect(await bookings()).toEqual(twelve);
    // The migration that is committed later finds the work done.
    const later = await typed(/^sh .*DIRECT-FOREIGN-KEY-FIX\.sh$/);
    expect(later.stdout).toContain('20250902093013-repair-sessions: migrated');
    expect(await bookings()).toEqual(twelve);
  });

  test.skipIf(psql === null)('3: begin anew; nothing is deleted', async () => {
    await typed(/^psql .*manual-foreign-key-fix\.sql$/);
    const file = join(kit, 'nuclear-reset.sql');
    const unconfirmed = await run([String(psql), '-X', '-f', file]);
    expect(unconfirmed.exitCode).toBe(2);
    expect(unconfirmed.stderr).toContain('Nothing was done: the name of this database');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace("confirm = ''", `confirm = '${target.database}'`));
    await typed(/^psql .*nuclear-reset\.sql$/);
    const ended = await typed(/^sh .*DIRECT-FOREIGN-KEY-FIX\.sh$/);
    expect(ended.stdout).toContain(success);
    expect(await bookings()).toEqual({ all: 0, 'with member': 0, cancelled: 0 });
    const { rows } = await session.query(
      `SELECT nspname AS schema FROM pg_namespace WHERE nspname ~ '^before_reset_'`,
    );
    const aside = `"${rows[0]?.schema}"`;
    expect((await session.query(`SELECT count(*)::int AS n FROM ${aside}.sessions`)).rows).toEqual([
      { n: 12 },
    ]);
    const again = await typed(/^psql .*nuclear-reset\.sql$/);
    expect(again.stderr).toContain('this was done before');
  });
});

describe('what stops the shell file and the batch file', () => {
  const shell = (args: readonly string[], cwd: string, env = environment()) =>
    finished(['sh', join(kit, 'DIRECT-FOREIGN-KEY-FIX.sh'), ...args], cwd, env);
  const batch = (args: readonly string[], cwd: string, missing: readonly string[] = []) =>
    runBatch(join(kit, 'DIRECT-FOREIGN-KEY-FIX.bat'), args, cwd, environment(), missing);

  test('no project, another file of that name, a failing migration: the first failure is the end', async () => {
    const nowhere = join(kit, 'migrations');
    for (const { stderr, ...ended } of [await shell([], nowhere), batch([], nowhere)]) {
      expect('code' in ended ? ended.code : ended.exitCode).toBe(1);
      expect(stderr).toContain('There is no folder migrations');
    }

    const place = join(copy.folder, 'migrations/20250902093013-repair-sessions.cjs');
    writeFileSync(place, '// mine');
    const [one, other] = [await shell([copy.folder], kit), batch([copy.folder], kit)];
    expect([one.exitCode, other.code]).toEqual([1, 1]);
    expect(one.stderr).toContain('is there already, and is another one');
    expect(other.stderr).toContain('is there already, and is another one');
    expect(readFileSync(place, 'utf8')).toBe('// mine');
    rmSync(place);

    await session.query(`UPDATE sessions SET "userId" = gen_random_uuid() WHERE id = 11`);
    const [failed, stopped] = [await shell([copy.folder], kit), batch([copy.folder], kit)];
    expect([failed.exitCode, stopped.code]).toEqual([1, 1]);
    for (const { stdout, stderr } of [failed, stopped]) {
      expect(`${stdout}${stderr}`).toContain('The data changed meanwhile');
      expect(stdout).not.toContain('Done.');
    }
    expect(batch([copy.folder], kit, ['npx']).stderr).toContain('npx is not there');
  });

  test('the batch file gets through as the shell file does, with spaces and brackets in paths', async () => {
    const ended = batch([copy.folder], kit);
    expect(ended, ended.stderr).toMatchObject({ code: 0 });
    expect(ended.stdout).toContain(success);
    expect(await bookings()).toEqual(twelve);
    expect(batch([], copy.folder).stdout).toContain('already up to date');
  });

  test('its lines are what cmd wants', () => {
    const text = readFileSync(join(kit, 'DIRECT-FOREIGN-KEY-FIX.bat'), 'utf8');
    const lines = text.split('\r\n').filter((one) => !one.startsWith('rem '));
    // A path with a bracket ends a block; a batch file that is not called does not come back.
    expect(lines.filter((one) => /[()]/.test(one))).toEqual([]);
    expect(lines.filter((one) => /\bnpx\b/.test(one) && /^npx/.test(one))).toEqual([]);
    for (const [at, line] of lines.entries()) {
      if (/^(fc|copy|call|pushd|where) /.test(line))
        expect(lines[at + 1]).toMatch(/^if errorlevel 1 goto/);
      for (const [before] of line.matchAll(/.?[^"\s]*%(?:PROJECT|FROM|TO)%/g)) {
        expect(before, line).toMatch(/^"/);
      }
    }
  });
});
