import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Target } from '../../src/postgres/target.ts';
import { type DatabaseServer, majors, sharedServer } from '../servers/start-server.ts';
import { bookingDatabase, inDatabase, refused, stateOf } from './booking-database.ts';
import { keys, noTerminal, runOnTerminal } from './on-terminal.ts';
import { runCli, urlOf } from './run-cli.ts';

const migrate = [process.execPath, fileURLToPath(new URL('migrate.mjs', import.meta.url))];

let server: DatabaseServer;
let target: Target;
let env: Record<string, string>;

beforeAll(async () => {
  server = await sharedServer(majors.at(-1) ?? 18);
});
beforeEach(async () => {
  target = await bookingDatabase(server);
  env = { DATABASE_URL: urlOf(target) };
});
afterEach(async () => {
  await server.dropDatabase(target);
});

describe('run', () => {
  it('mends under --yes, and the command sees no error', async () => {
    const { code, stdout, stderr } = await runCli(['run', '--yes', '--', ...migrate, refused], {
      env,
    });
    expect([code, stdout]).toEqual([0, 'migrated\n']);
    expect(await stateOf(target)).toBe('integer with key');
    expect(stderr).toContain('Held: this statement failed');
    expect(stderr).toContain('sessions."userId" is now integer, was uuid.');
    expect(stderr).toMatch(/See them: pgmend kept \d{8}-\d{6}-[0-9a-f]{4}/);
    expect(stderr).toMatch(/Way back: pgmend undo \d{8}-\d{6}-[0-9a-f]{4}/);
  });

  it('ends with 3 where nobody can be asked: the original error, nothing changed, the flag named', async () => {
    const { code, stdout, stderr } = await runCli(['run', '--', ...migrate, refused], { env });
    expect(code).toBe(3);
    expect(stdout).toBe(
      'failed: 42804 foreign key constraint "sessions_userId_fkey" cannot be implemented\n',
    );
    expect(stderr).toContain('--yes');
    expect(stderr).toContain('itself ended with 4.');
    expect(await stateOf(target)).toBe('uuid');
  });

  it('ends with 3 where --yes does not cover it, and the flag that it names decides it', async () => {
    await inDatabase(
      target,
      'DELETE FROM sessions WHERE "userId" IS NULL',
      'ALTER TABLE sessions ALTER COLUMN "userId" SET NOT NULL',
    );
    const first = await runCli(['run', '--yes', '--', ...migrate, refused], { env });
    expect(first.code).toBe(3);
    expect(first.stderr).toContain('--unmatched set-aside');
    expect(await stateOf(target)).toBe('uuid');
    const second = await runCli(
      ['run', '--yes', '--unmatched', 'set-aside', '--', ...migrate, refused],
      { env },
    );
    expect(second.code).toBe(0);
    expect(await stateOf(target)).toBe('integer with key');
  });

  it('changes nothing under --dry-run, and passes the own code of the command through', async () => {
    const { code, stderr } = await runCli(['run', '--dry-run', '--', ...migrate, refused], { env });
    expect(code).toBe(4);
    expect(stderr).toContain('1 repair shown, not carried out (--dry-run)');
    expect(await stateOf(target)).toBe('uuid');
  });

  it('writes JSON alone to stdout with --json; the words of the command go to stderr', async () => {
    const { code, stdout, stderr } = await runCli(
      ['run', '--json', '--yes', '--', ...migrate, refused],
      { env },
    );
    expect(code).toBe(0);
    expect(stderr).toContain('migrated\n');
    const summary = JSON.parse(stdout);
    expect(summary).toMatchObject({
      format: 1,
      exitCode: 0,
      commandExitCode: 0,
      connections: 1,
      held: [
        {
          result: 'mended',
          sqlstate: '42804',
          faults: ['sessions.userId'],
          file: 'test/cli/migrate.mjs',
          line: 7,
        },
      ],
      mended: [{ proof: { passed: true }, kept: [{ column: 'sessions."userId"', count: 2 }] }],
    });
  });

  it('is silent about a command that needs no help', async () => {
    const { code, stdout, stderr } = await runCli(['run', '--', ...migrate, 'SELECT 1'], { env });
    expect([code, stdout]).toEqual([0, 'migrated\n']);
    expect(stderr).toBe(
      `using DATABASE_URL: database ${target.database} on 127.0.0.1:${target.port} as postgres\n`,
    );
  });

  it('gives stdin to the command, and its exit code to the caller', async () => {
    const script = 'process.stdin.pipe(process.stdout).on("close", () => {}); process.exitCode = 9';
    const { code, stdout } = await runCli(['run', '--', process.execPath, '-e', script], {
      env,
      stdin: 'for the command\n',
    });
    expect([code, stdout]).toEqual([9, 'for the command\n']);
  });

  it('says loudly when nothing came through', async () => {
    const { code, stderr } = await runCli(['run', '--', process.execPath, '-e', '0'], { env });
    expect(code).toBe(0);
    expect(stderr).toContain('No connection of the command came through pgmend');
  });

  it('puts {url} into the command line, and the password of the database into no output', async () => {
    const url = urlOf({ ...target, user: `${target.user}:pass%2Fword` });
    const script = 'console.log(process.argv[1].replace(/:\\d+\\//, ":PORT/"))';
    const { stdout, stderr } = await runCli(
      ['run', '--url', url, '--', process.execPath, '-e', script, '{url}'],
      { env: {} },
    );
    expect(stdout).toBe(
      `postgresql://postgres:pass%2Fword@127.0.0.1:PORT/${target.database}?sslmode=disable\n`,
    );
    expect(stderr).not.toContain('pass');
  });

  it('leads a command that reads PG* to the database that --url names', async () => {
    const script =
      'import("pg").then(async ({default: {Client}}) => { const c = new Client(); await c.connect(); console.log((await c.query("SELECT current_database() AS d")).rows[0].d); await c.end(); })';
    const { stdout } = await runCli(
      ['run', '--url', urlOf(target), '--', process.execPath, '-e', script],
      { env: { PGDATABASE: 'elsewhere' } },
    );
    expect(stdout).toBe(`${target.database}\n`);
  });

  it('says why its repair did not help where the same string writes the old type', async () => {
    const string = `INSERT INTO sessions ("userId") VALUES (md5('u1')::uuid); ${refused}`;
    const { code, stderr } = await runCli(['run', '--yes', '--', ...migrate, string], { env });
    expect(code).toBe(4);
    expect(stderr).toContain('column "userId" is of type integer but expression is of type uuid');
    expect(stderr).not.toContain("the command's own ROLLBACK");
    expect(await stateOf(target)).toBe('uuid');
  });

  it('explains a foreign key in a string that cannot be sent again', async () => {
    const string = `BEGIN; SAVEPOINT a; ${refused}; COMMIT`;
    const { code, stderr } = await runCli(['run', '--yes', '--', ...migrate, string], { env });
    expect(code).toBe(4);
    expect(stderr).toContain('sessions."userId" (uuid) cannot reference users.id (integer)');
    expect(stderr).toContain('cannot be sent again');
    expect(stderr).toContain('pgmend fix --all');
    expect(await stateOf(target)).toBe('uuid');
  });

  it('takes a choice by the name of a table alone, which need not come up', async () => {
    const choose = ['--yes', '--choose', 'sessions=replace'];
    const { code, stdout } = await runCli(['run', ...choose, '--', ...migrate, refused], { env });
    expect([code, stdout]).toEqual([0, 'migrated\n']);
  });

  it('says at the end which choice nothing asked for', async () => {
    const mended = await runCli(
      ['run', '--yes', '--choose', 'sesions.userId=null', '--', ...migrate, refused],
      { env },
    );
    expect(mended.code, mended.stderr).toBe(0);
    expect(mended.stderr).toContain("Nothing asked for --choose 'sesions.userId=null'");
  });

  it('says nothing of a choice for a kind of which nothing was met', async () => {
    const mended = await runCli(
      ['run', '--yes', '--choose', 'orphans=null', '--', ...migrate, refused],
      { env },
    );
    expect(mended.code, mended.stderr).toBe(0);
    expect(mended.stderr).not.toContain('Nothing asked for');
  });

  it('says that the command does not exist, and ends with 2', async () => {
    const { code, stderr } = await runCli(['run', '--', 'no-such-command-anywhere'], { env });
    expect(code).toBe(2);
    expect(stderr).toContain('The command no-such-command-anywhere was not found.');
  });

  it('goes on where whoever reads its words has seen enough', async () => {
    const { code } = await runCli(['run', '--yes', '--', ...migrate, refused], {
      env,
      readerLeaves: true,
    });
    expect(code).toBe(0);
    expect(await stateOf(target)).toBe('integer with key');
  });

  it('undo takes back, and ends with its own code, where nobody reads on', async () => {
    await runCli(['run', '--yes', '--', ...migrate, refused], { env });
    const { code } = await runCli(['undo', '--yes'], { env, readerLeaves: true });
    expect([code, await stateOf(target)]).toEqual([0, 'uuid']);
  });

  it.skipIf(process.platform === 'win32')('counts a signal as shells do', async () => {
    const { code } = await runCli(
      ['run', '--', process.execPath, '-e', 'process.kill(process.pid, "SIGTERM")'],
      { env },
    );
    expect(code).toBe(143);
  });
});

describe.skipIf(noTerminal !== null)(`the question (${noTerminal ?? 'on a terminal'})`, () => {
  const question = 'Carry this out?';

  it('yes mends', async () => {
    const shown = await runOnTerminal(['run', '--', ...migrate, refused], {
      env,
      steps: [[question, keys.down + keys.enter]],
    });
    expect(shown.output).toContain('migrated');
    expect(shown.code).toBe(0);
    // On a terminal the values are shown as they are.
    expect(shown.output).toMatch(
      /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12} +→ \d/,
    );
    expect(await stateOf(target)).toBe('integer with key');
  });

  it.each([
    ['no', keys.enter],
    ['Escape', keys.escape],
    ['Ctrl-C', keys.interrupt],
    ['Ctrl-D', keys.endOfInput],
  ])('%s changes nothing; the command gets the original error', async (_, pressed) => {
    const shown = await runOnTerminal(['run', '--', ...migrate, refused], {
      env,
      steps: [[question, pressed]],
    });
    expect(shown.output).toContain('failed: 42804');
    expect(shown.output).toContain('1 repair declined');
    expect(shown.code).toBe(4);
    expect(await stateOf(target)).toBe('uuid');
  });

  it('shows the SQL on request, then asks again', async () => {
    const shown = await runOnTerminal(['run', '--', ...migrate, refused], {
      env,
      steps: [
        [question, keys.down + keys.down + keys.enter],
        ['COMMIT;', ''],
        [question, keys.enter],
      ],
    });
    expect(shown.output).toContain('ALTER TABLE "public"."sessions"');
    expect(shown.code).toBe(4);
  });

  it('ends undecided after --ask-timeout', async () => {
    const shown = await runOnTerminal(
      ['run', '--ask-timeout', '500ms', '--', ...migrate, refused],
      { env, steps: [] },
    );
    expect(shown.code).toBe(3);
    expect(await stateOf(target)).toBe('uuid');
  });

  it('is asked on the terminal though stdin and stdout are pipes', async () => {
    const shown = await runOnTerminal(
      ['run', '--', 'sh', '-c', `cat | "$@" | cat`, 'sh', ...migrate, refused],
      {
        env,
        steps: [
          ['\n', '\u0004'],
          [question, keys.down + keys.enter],
        ],
      },
    );
    expect(shown.output).toContain('migrated');
    expect(await stateOf(target)).toBe('integer with key');
  });
});
