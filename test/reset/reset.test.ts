import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { differenceOf, readContents } from '../../src/cli/backup.ts';
import { findPgPrograms, libpqEnvironment } from '../../src/cli/pg-programs.ts';
import { databaseEnvironment, finished, pgmend } from '../platform/child-process.ts';
import { copiedPlatform } from '../platform/copied-platform.ts';
import { findPgDump } from '../servers/find-pg-dump.ts';
import { type DatabaseServer, majors, sharedServer, type Target } from '../servers/start-server.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

/** pg_dump refuses servers that are newer than itself. */
const dump = findPgDump();
const major = majors.filter((one) => dump !== null && one <= dump.major).at(-1);
const broken = '20250901000000-broken.cjs';
const brokenMigration = `module.exports = { async up() { throw new Error('no'); }, async down() {} };`;

describe.skipIf(major === undefined)('pgmend reset', () => {
  let server: DatabaseServer;
  let copy: Awaited<ReturnType<typeof copiedPlatform>>;
  let prepared: Target;
  let backups: string;

  beforeAll(async () => {
    server = await sharedServer(major ?? 13);
    copy = await copiedPlatform();
    backups = mkdtempSync(join(tmpdir(), 'pgmend backups '));
    prepared = await server.createDatabase();
    await run([process.execPath, 'scripts/prepare-database.cjs'], prepared);
  });
  afterAll(async () => {
    await copy.remove();
    await rm(backups, { recursive: true });
  });

  const run = (words: readonly string[], target: Target, more: Record<string, string> = {}) =>
    finished(words, copy.folder, { ...databaseEnvironment(target), ...more });
  const words = (target: Target, ...more: string[]) => [
    ...pgmend,
    'reset',
    '--backup-dir',
    backups,
    '--confirm',
    target.database,
    ...more,
  ];

  /** A copy of the platform's database as it stood. */
  async function platformDatabase(): Promise<Target> {
    const target = await server.createDatabase();
    const admin = await server.session(server.target());
    await admin.query(`DROP DATABASE "${target.database}"`);
    await admin.query(`CREATE DATABASE "${target.database}" TEMPLATE "${prepared.database}"`);
    await admin.close();
    return target;
  }

  async function contents(target: Target) {
    const session = await server.session(target);
    try {
      return await readContents(session);
    } finally {
      await session.close();
    }
  }

  /** What is left over of a killed command goes on by itself. */
  async function untilQuiet(target: Target): Promise<void> {
    const admin = await server.session(server.target());
    for (let quiet = 0; quiet < 8; ) {
      await sleep(150);
      const { rows } = await admin.query(
        `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = '${target.database}' OR datname ~ '^pgmend_proof'`,
      );
      quiet = rows[0]?.n === 0 ? quiet + 1 : 0;
    }
    await admin.close();
  }

  test('undoes, empties where a `down` is broken, migrates again, and names the backup', async () => {
    const target = await platformDatabase();
    const before = await contents(target);
    const ended = await run(words(target), target);
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
    expect(ended.stdout).toContain('sessions           12 rows');
    expect(ended.stdout).toContain('migration completed successfully!');
    const after = await contents(target);
    expect(after.tables.find((one) => one.name === 'sessions')?.rows).toBe(0);
    expect(after.tables.find((one) => one.name === 'SequelizeMeta')?.rows).toBe(10);
    expect(await differs(ended.stdout, before)).toBeNull();
  });

  /** Restores the backup that was named into a new database, and compares. */
  async function differs(stdout: string, before: Awaited<ReturnType<typeof contents>>) {
    const [, file = ''] = /^Backup: (.*)$/m.exec(stdout) ?? [];
    const other = await server.createDatabase();
    const session = await server.session(other);
    const { restore } = findPgPrograms(session.serverVersion, process.env);
    await session.close();
    const args = ['--exit-on-error', '--dbname', other.database, file];
    const ended = await finished(
      [restore, ...args],
      copy.folder,
      libpqEnvironment(other, process.env, null),
    );
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
    return differenceOf(before, await contents(other));
  }

  test.each([
    'Backing up',
    'Backed up',
    'Restoring it into scratch',
    'Proved',
    'Undoing:',
    'create-login-tokens: reverting',
    'Emptying schema',
    'Migrating:',
    'create-sessions: migrating',
    'link-sessions-to-members: migrated',
  ])(
    'killed at "%s" it leaves the old database, or a backup whose path was printed first',
    (stage) => killedAt(stage),
  );

  test('killed while the backup is restored it leaves that backup', async () => {
    const file = join(copy.folder, 'migrations', broken);
    writeFileSync(file, brokenMigration);
    await killedAt('It failed. Restoring').finally(() => rm(file));
  });

  async function killedAt(stage: string): Promise<void> {
    const target = await platformDatabase();
    const before = await contents(target);
    const [command = '', ...args] = words(target);
    const child = spawn(command, args, {
      cwd: copy.folder,
      env: databaseEnvironment(target) as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    let killed = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (!killed && said.includes(stage)) killed = child.kill('SIGKILL');
    });
    const signal = await new Promise((resolve) => child.once('exit', (_, how) => resolve(how)));
    expect([signal, said]).toEqual(['SIGKILL', expect.stringContaining(stage)]);
    await untilQuiet(target);
    const isOld = differenceOf(before, await contents(target)) === null;
    if (isOld) return;
    // Nothing is undone before the backup is whole.
    const [, file = ''] = /^Backup: (.*)$/m.exec(said) ?? [];
    expect(existsSync(file)).toBe(true);
    expect(said.indexOf('Backup: ')).toBeLessThan(said.indexOf('Undoing:'));
    expect(await differs(said, before)).toBeNull();
  }

  test('lets the migrations undo what they did where they can', async () => {
    const target = await platformDatabase();
    const file = join(copy.folder, 'migrations/20250114160305-renumber-members.cjs');
    const text = readFileSync(file, 'utf8');
    const down =
      "await queryInterface.dropTable('users'); await queryInterface.renameTable('users_backup', 'users');";
    writeFileSync(
      file,
      text.replace('async down() {', `async down(queryInterface) { ${down} return;`),
    );
    try {
      const ended = await run(words(target), target);
      expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
      expect(ended.stdout).toContain('create-users: reverted');
      expect(ended.stdout).not.toContain('Emptying');
    } finally {
      writeFileSync(file, text);
    }
  });

  test('where migrating stops the backup is restored', async () => {
    const target = await platformDatabase();
    const session = await server.session(target);
    // A record without its file lets `undo:all` stop as well; what is no migration's comes back too.
    await session.query(`INSERT INTO "SequelizeMeta" VALUES ('20250301000000-gone.cjs');
      CREATE SCHEMA other CREATE TABLE kept (a int); INSERT INTO other.kept VALUES (1);
      CREATE VIEW seen AS SELECT count(*) AS n FROM sessions; GRANT SELECT ON seen TO PUBLIC;`);
    await session.close();
    const before = await contents(target);
    const file = join(copy.folder, 'migrations', broken);
    writeFileSync(file, brokenMigration);
    try {
      const ended = await run(words(target), target);
      expect(ended.exitCode, ended.stderr).toBe(1);
      expect(ended.stdout).toContain('Emptying schema public');
      expect(ended.stdout).toContain('Restored: the database is what it was, every row.');
    } finally {
      await rm(file);
    }
    expect(differenceOf(before, await contents(target))).toBeNull();
  });

  test('brings back what stands in no table, kept values too, and is not held up by a stale view', async () => {
    const target = await platformDatabase();
    const session = await server.session(target);
    for (const sql of [
      'CREATE PUBLICATION "all of it" FOR ALL TABLES',
      'CREATE FOREIGN DATA WRAPPER away; CREATE SERVER elsewhere FOREIGN DATA WRAPPER away',
      `CREATE FUNCTION told() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE EVENT TRIGGER tell ON ddl_command_end EXECUTE FUNCTION told()`,
      `SELECT lo_from_bytea(0, 'a picture')`,
      "CREATE SEQUENCE tickets; SELECT nextval('tickets') FROM generate_series(1, 41)",
      'CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM sessions; CREATE TABLE stale (n integer); CREATE MATERIALIZED VIEW old AS SELECT n FROM stale; INSERT INTO stale VALUES (1)',
      `CREATE SCHEMA pgmend; CREATE TABLE pgmend.kept_values (value text); INSERT INTO pgmend.kept_values VALUES ('the only copy')`,
    ])
      await session.query(sql);
    await session.close();
    const before = await contents(target);
    const file = join(copy.folder, 'migrations', broken);
    writeFileSync(file, brokenMigration);
    try {
      const ended = await run(words(target), target);
      expect(ended.stdout, ended.stderr).toContain('every row.');
      expect(ended.exitCode).toBe(1);
    } finally {
      await rm(file);
    }
    expect(differenceOf(before, await contents(target))).toBeNull();
    expect(Object.keys(before.beside)).toContain('sequence public.tickets');
    const after = await server.session(target);
    const { rows } = await after.query(
      `SELECT last_value::int AS ticket, (SELECT convert_from(lo_get(oid), 'UTF8') FROM pg_largeobject_metadata) AS large, (SELECT value FROM pgmend.kept_values) AS kept FROM tickets`,
    );
    await after.close();
    expect(rows).toEqual([{ ticket: 41, large: 'a picture', kept: 'the only copy' }]);
  });

  test.each([
    ['another name', ['--confirm', 'another'], {}, 3, 'another is not the name of the database'],
    [
      'an environment called production',
      [],
      { NODE_ENV: 'production' },
      2,
      'looks like production',
    ],
    ['no pg_dump', [], { PGMEND_PG_BINDIR: '/nowhere' }, 2, 'There is no pg_dump'],
    [
      'another database by --url',
      ['--url', 'postgres://postgres@127.0.0.1:1/other'],
      {},
      2,
      'sequelize-cli migrates database',
    ],
  ] as const)('refuses: %s', async (_, more, env, code, said) => {
    const ended = await run(words(prepared, ...more), prepared, env);
    expect(ended.exitCode, ended.stdout).toBe(code);
    expect(ended.stderr).toContain(said);
    expect(ended.stdout).not.toContain('Backing up');
  });

  test('without a backup only when that is typed; --dry-run deletes nothing', async () => {
    const target = await platformDatabase();
    const before = await contents(target);
    const shown = await run(words(target, '--dry-run', '--no-backup'), target);
    expect(shown).toMatchObject({ exitCode: 0 });
    expect(shown.stdout).toContain('There will be no backup');
    expect(differenceOf(before, await contents(target))).toBeNull();
    const bare = { PGMEND_PG_BINDIR: '/nowhere' };
    const ended = await run(words(target, '--no-backup'), target, bare);
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
    expect((await contents(target)).tables.find((one) => one.name === 'sessions')?.rows).toBe(0);
  });
});
