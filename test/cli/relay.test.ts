import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Target } from '../../src/postgres/target.ts';
import { type DatabaseServer, majors, sharedServer } from '../servers/start-server.ts';
import { bookingDatabase, refused, stateOf } from './booking-database.ts';
import { cliCommand, quietEnvironment, runCli, urlOf } from './run-cli.ts';

const migrate = fileURLToPath(new URL('migrate.mjs', import.meta.url));

interface Standing {
  readonly child: ChildProcess;
  readonly port: number;
  said(): string;
  /** Resolves when pgmend has said this. */
  until(words: string): Promise<void>;
}

/** Starts `pgmend relay` on a free port; resolves once it listens. */
async function standing(target: Target, ...flags: string[]): Promise<Standing> {
  const [command, args] = cliCommand(['relay', '--listen', '0', ...flags, '--url', urlOf(target)]);
  const child = spawn(command, args, {
    env: quietEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (more: string) => {
      text += more;
    });
  }
  const until = async (words: string) => {
    while (!text.includes(words)) {
      if (child.exitCode !== null)
        throw new Error(`pgmend ended before it said ${words}:\n${text}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  await until('Ctrl-C ends it');
  const port = Number(/Listening on 127\.0\.0\.1:(\d+)/.exec(text)?.[1]);
  return { child, port, said: () => text, until };
}

async function ended({ child }: Standing): Promise<number | null> {
  const closed = once(child, 'close');
  child.kill('SIGINT');
  const [code] = await closed;
  return code;
}

let server: DatabaseServer;
let target: Target;

beforeAll(async () => {
  server = await sharedServer(majors.at(-1) ?? 18);
});
beforeEach(async () => {
  target = await bookingDatabase(server);
});
afterEach(() => server.dropDatabase(target));

/** Somebody else's command: nothing but its own address leads it here. */
async function elsewhere(port: number): Promise<number | null> {
  const child = spawn(process.execPath, [migrate, refused], {
    env: quietEnvironment({ DATABASE_URL: urlOf({ ...target, port }) }),
    stdio: 'ignore',
  });
  const [code] = await once(child, 'close');
  return code;
}

describe('relay', () => {
  it('mends what comes through its port, says so at once, and ends with the summary', async () => {
    const relay = await standing(target, '--yes');
    expect(await elsewhere(relay.port)).toBe(0);
    await relay.until('Mended and committed: ALTER TABLE');
    expect(await elsewhere(relay.port)).toBe(0);
    expect(await ended(relay)).toBe(0);
    expect(await stateOf(target)).toBe('integer with key');
    expect(relay.said()).toContain('sessions."userId" is now integer, was uuid.');
    expect(relay.said()).toMatch(/Way back: pgmend undo \d{8}-\d{6}-[0-9a-f]{4}/);
    const undone = await runCli(['undo', '--yes', '--url', urlOf(target)]);
    expect(undone.code, undone.stderr).toBe(0);
    expect(await stateOf(target)).toBe('uuid');
  });

  it('passes the original error on where nobody says yes, and ends with 3', async () => {
    const relay = await standing(target);
    expect(await elsewhere(relay.port)).toBe(4);
    expect(await ended(relay)).toBe(3);
    expect(relay.said()).toContain('--yes');
    expect(await stateOf(target)).toBe('uuid');
  });

  it('says that nobody connected, and why it cannot listen', async () => {
    const relay = await standing(target);
    const url = urlOf(target);
    const second = await runCli(['relay', '--listen', String(relay.port), '--url', url]);
    expect([second.code, second.stderr]).toEqual([
      2,
      expect.stringContaining(
        `pgmend cannot listen on 127.0.0.1:${relay.port}: something else listens there.`,
      ),
    ]);
    expect(await ended(relay)).toBe(0);
    expect(relay.said()).toContain('Nobody connected.');
    const wrong = await runCli(['relay', '--listen', 'everywhere', '--url', url]);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('a port like 6432')]);
  });
});
