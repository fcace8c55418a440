import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf } from '../../src/cli/fail.ts';
import { duration } from '../../src/cli/options.ts';
import { withoutSecrets } from '../../src/cli/run-info.ts';
import type { Target } from '../../src/postgres/target.ts';
import { type DatabaseServer, majors, sharedServer } from '../servers/start-server.ts';
import { bookingDatabase, inDatabase, refused, stateOf } from './booking-database.ts';
import { keys, noTerminal, runOnTerminal } from './on-terminal.ts';
import { cliCommand, quietEnvironment, runCli, urlOf } from './run-cli.ts';

const nowhere = mkdtempSync(join(tmpdir(), 'pgmend-'));
const error =
  'ERROR: foreign key constraint "sessions_userId_fkey" cannot be implemented\n' +
  'DETAIL: Key columns "userId" and "id" are of incompatible types: uuid and integer.';

describe('usage', () => {
  it.each([
    ['run', '--ask-timeout'],
    ['doctor', '--schema'],
    ['plan', '--sql'],
    ['fix', '--lock-timeout'],
    ['explain', '--json'],
    ['log', '--verbose'],
    ['kept', '--export'],
    ['rekey', '--via'],
    ['undo', '--ledger'],
  ])('pgmend %s --help explains %s on stdout', async (command, option) => {
    const { code, stdout, stderr } = await runCli([command, '--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`Usage: pgmend ${command}`);
    expect(stdout).toContain(option);
  });

  it('pgmend --help lists every command', async () => {
    const { code, stdout } = await runCli(['--help']);
    expect(code).toBe(0);
    for (const name of 'run doctor explain plan fix rekey undo log kept demo'.split(' ')) {
      expect(stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    }
  });

  it.each([
    [[]],
    [['frobnicate']],
    [['run']],
    [['run', '--frobnicate', '--', 'x']],
    [['fix', '--unmatched', 'guess']],
    [['fix', '--choose', 'nothing']],
    [['fix', '--lock-timeout', 'soon']],
    [['explain', '--frobnicate']],
  ])('%j ends with 2, says why on stderr, and leaves stdout empty', async (args) => {
    const { code, stdout, stderr } = await runCli(args, { cwd: nowhere });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).not.toBe('');
    expect(stderr).not.toMatch(/^ +at .*:\d+:\d+/m);
  });

  it('without any database ends with 2 and says how to name one', async () => {
    const { code, stdout, stderr } = await runCli(['doctor', '--json'], { cwd: nowhere });
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'no-connection' } });
    expect(stderr).toContain('--url');
  });

  it('prints the version of the package', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect((await runCli(['--version'])).stdout).toBe(`${version}\n`);
  });

  it.each([
    ['500ms', 500],
    ['5s', 5_000],
    ['5', 5_000],
    ['1.5min', 90_000],
    ['2h', 7_200_000],
  ])('%s is %d milliseconds', (text, expected) => {
    expect(duration(text)).toBe(expected);
  });
});

describe('an unexpected error', () => {
  it('is one sentence with the request to report it, never a stack trace', () => {
    const failure = failureOf(new TypeError('x is not a function'));
    expect(failure).toMatchObject({ code: 'unexpected', exitCode: 1 });
    expect(failure.message).toBe('Something went wrong in pgmend itself: x is not a function');
    expect(failure.next).toContain('report');
  });
});

describe('a command line in the journal', () => {
  it.each([
    [['psql', 'postgres://app:s3cret@h/d'], 'psql postgres://app:***@h/d'],
    [['x', '--password', 's3cret'], 'x --password ***'],
    [['x', '--password=s3cret'], 'x --password=***'],
    [['env', 'PGPASSWORD=s3cret', 'y'], 'env PGPASSWORD=*** y'],
    [['sh', '-c', "echo it's"], "sh -c 'echo it'\\''s'"],
  ])('%j is kept as %s', (words, expected) => {
    expect(withoutSecrets(words)).toBe(expected);
  });
});

describe('explain', () => {
  it('understands a text given or piped, with no database', async () => {
    const given = await runCli(['explain', error], { cwd: nowhere });
    const piped = await runCli(['explain', '-'], { cwd: nowhere, stdin: error });
    expect(given.code).toBe(0);
    expect(given.stdout).toContain('sessions."userId" is uuid');
    expect(given.stdout).toContain('npx pgmend run --');
    expect(piped).toEqual(given);
  });

  it('writes JSON alone with --json', async () => {
    const { code, stdout, stderr } = await runCli(['explain', '--json', error], { cwd: nowhere });
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      format: 1,
      explanation: { kind: 'incompatible-types', constraint: 'sessions_userId_fkey' },
    });
  });

  it.each(['incompatible-types', 'already-exists'])('prints the page of %s', async (kind) => {
    const { code, stdout } = await runCli(['explain', kind], { cwd: nowhere });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^# /);
  });

  it('says so when it does not understand, and ends with 1', async () => {
    const { code, stdout, stderr } = await runCli(['explain', 'all is well'], { cwd: nowhere });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('incompatible-types');
  });

  it('lists the kinds for an unknown one, and ends with 1', async () => {
    const { code, stdout, stderr } = await runCli(['explain', 'orphan'], { cwd: nowhere });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^There is no kind of fault orphan\./);
    expect(stderr).toMatch(/^ {2}orphans +rows that reference nothing$/m);
  });

  it('lists the kinds when nothing is given', async () => {
    const { code, stdout } = await runCli(['explain'], { cwd: nowhere, stdin: '' });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}orphans +rows that reference nothing$/m);
    const json = await runCli(['explain', '--json'], { cwd: nowhere, stdin: '' });
    expect(JSON.parse(json.stdout)).toMatchObject({
      format: 1,
      kinds: expect.arrayContaining([{ kind: 'orphans', title: 'rows that reference nothing' }]),
    });
  });

  it('says which facts would tell where several kinds are possible', async () => {
    const text =
      'insert or update on table "a" violates foreign key constraint "a_b_fkey" (SQLSTATE 23503)';
    const { code, stdout } = await runCli(['explain', text], { cwd: nowhere });
    expect(code).toBe(0);
    expect(stdout).toContain('data-step, if the statement is an INSERT, UPDATE or COPY');
    expect(stdout.trimEnd()).toMatch(/\n\nMore: pgmend explain orphans$/);
  });
});

describe('after a repair', () => {
  let server: DatabaseServer;
  let target: Target;
  let env: Record<string, string>;
  const call = (...args: string[]) => runCli(args, { env, cwd: nowhere });

  beforeAll(async () => {
    server = await sharedServer(majors.at(-1) ?? 18);
    target = await bookingDatabase(server);
    env = { DATABASE_URL: urlOf(target) };
    const migrate = join(import.meta.dirname, 'migrate.mjs');
    const run = await call('run', '--yes', '--', process.execPath, migrate, refused);
    expect(run.code).toBe(0);
  });
  afterAll(() => server.dropDatabase(target));

  it('log shows it, as text and as JSON without values', async () => {
    const text = await call('log');
    expect(text.code).toBe(0);
    expect(text.stdout).toContain('sessions."userId": uuid → integer, 13 rows');
    const { stdout } = await call('log', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      format: 1,
      repairs: [{ kind: 'mend', state: 'applied', proof: { passed: true } }],
    });
    expect(stdout).not.toMatch(/"value": "[0-9a-f]{8}-/);
  });

  it('kept shows the values masked, and as they are in JSON and in a file of its own', async () => {
    expect((await call('kept')).stdout).toMatch(/[0-9a-f]{2}\*{6}-\*{4}-/);
    const { kept } = JSON.parse((await call('kept', '--json')).stdout) as {
      kept: { value: string; column: string }[];
    };
    expect(kept.map((one) => one.column)).toEqual(['userId', 'userId']);
    const file = join(nowhere, 'kept.csv');
    expect((await call('kept', '--export', file)).code).toBe(0);
    const csv = readFileSync(file, 'utf8');
    for (const { value } of kept) expect(csv).toContain(value);
    const again = await call('kept', '--export', file);
    expect([again.code, again.stderr.includes('is there already')]).toEqual([2, true]);
    expect((await call('kept', '--export', join(nowhere, 'kept.txt'))).code).toBe(2);
    expect(existsSync(join(nowhere, 'kept.txt'))).toBe(false);
  });

  it('kept --purge deletes nothing where nobody can be asked', async () => {
    const { code, stdout, stderr } = await call('kept', '--purge', '--json');
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toEqual({ format: 1, deleted: 0 });
    expect(stderr).toContain('--yes');
    expect(await inDatabase(target, 'SELECT FROM pgmend.kept_values')).toHaveLength(2);
  });

  it.skipIf(noTerminal !== null)(
    `kept --purge asks first (${noTerminal ?? 'on a terminal'})`,
    async () => {
      const shown = await runOnTerminal(['kept', '--purge'], {
        env,
        cwd: nowhere,
        steps: [['Delete them?', keys.enter]],
      });
      expect(shown.code).toBe(0);
      expect(await inDatabase(target, 'SELECT FROM pgmend.kept_values')).toHaveLength(2);
    },
  );

  it.each(['doctor', 'plan', 'fix'])(
    '%s finds nothing in a schema that is not there, and says that',
    async (command) => {
      const { code, stdout, stderr } = await call(command, '--schema', 'Public');
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain('There is no schema Public in this database');
      expect(stderr).toContain('there is: public');
    },
  );

  it('doctor, plan and fix find nothing more', async () => {
    for (const command of ['doctor', 'plan', 'fix']) {
      const { code, stdout } = await call(command);
      expect([command, code]).toEqual([command, 0]);
      expect(stdout).toContain('Nothing is wrong');
    }
  });

  it('undo changes nothing where nobody can be asked, nor under --dry-run', async () => {
    const asked = await call('undo');
    expect(asked.code).toBe(3);
    expect(asked.stderr).toContain('--yes');
    const shown = await call('undo', '--dry-run');
    expect(shown.code).toBe(0);
    expect(shown.stdout).toContain('To take back:');
    expect(await stateOf(target)).toBe('integer with key');
  });

  it.skipIf(!existsSync('/dev/full'))('does not end with 0 where stdout cannot be written', () => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [...cliCommand(['log', '--json'])[1]], {
      env: quietEnvironment(env),
      cwd: nowhere,
      encoding: 'utf8',
      stdio: ['ignore', full, 'pipe'],
    });
    closeSync(full);
    expect(status).toBe(1);
    expect(stderr).toContain('could not be written: ENOSPC');
  });

  it.each(['log', 'kept', 'finish'])('%s of a run that is not there says so', async (command) => {
    const { code, stdout, stderr } = await call(command, '20260101-000000-abcd');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('There is no run 20260101-000000-abcd in the journal.');
  });

  it('undo of a run that is not there says so', async () => {
    const { code, stdout, stderr } = await call('undo', 'yesterday', '--yes', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'no-such-run' } });
    expect(stderr).toContain('pgmend log');
  });

  it('undo takes it back, kept values too; then there is nothing left to undo', async () => {
    const { code, stdout } = await call('undo', '--yes', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ format: 1, undone: [{ proof: { passed: true } }] });
    expect(await stateOf(target)).toBe('uuid');
    const [{ values } = { values: 0 }] = await inDatabase(
      target,
      'SELECT count("userId")::int AS values FROM sessions',
    );
    expect(values).toBe(12);
    expect((await call('undo', '--yes')).code).toBe(1);
  });

  it('doctor names what is wrong again, plan shows what would be done, fix does it with --all', async () => {
    const found = await call('doctor', '--json');
    expect(found.code).toBe(1);
    expect(JSON.parse(found.stdout)).toMatchObject({
      faults: [{ fault: { kind: 'incompatible-types', id: 'sessions.userId' } }],
    });
    const planned = await call('plan', '--all', '--sql');
    expect(planned.code).toBe(0);
    expect(planned.stdout).toContain('ALTER TABLE "public"."sessions"');
    const misspelt = await call('fix', '--all', '--yes', '--choose', 'sessions.userId=retype');
    expect(misspelt.code).toBe(2);
    expect(misspelt.stderr).toContain('It has: retype-referencing');
    expect((await call('plan', '--choose', 'incompatible-type=rekey')).code).toBe(2);
    expect((await call('plan', '--choose', 'orphans=keep-references')).code).not.toBe(2);
    expect(await stateOf(target)).toBe('uuid');
    const alone = await call('fix', '--yes');
    expect(alone.code).toBe(1);
    expect(await stateOf(target)).toBe('uuid');
    const fixed = await call('fix', '--yes', '--all', '--json');
    expect(fixed.code).toBe(0);
    expect(JSON.parse(fixed.stdout)).toMatchObject({ applied: { proof: { passed: true } } });
    expect(await stateOf(target)).toBe('integer');
  });
});
