import { spawn } from 'node:child_process';
import { builtCommand } from '../built-command.ts';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliCall {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Whoever reads the output goes away after the first words, as `head` does. */
  readonly readerLeaves?: boolean;
}

/** How node starts the built command. */
export function cliCommand(args: readonly string[]): [string, string[]] {
  const [node, ...words] = builtCommand;
  return [node, [...words, ...args]];
}

/** An environment in which nothing names a database and nothing asks for colours. */
export function quietEnvironment(env: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(PG|DATABASE_URL$|FORCE_COLOR$|NO_COLOR$|NODE_OPTIONS$|NODE_ENV$)/.test(name),
  );
  return { ...Object.fromEntries(inherited), ...env };
}

/** Runs pgmend as a process of its own, without a terminal. */
export function runCli(args: readonly string[], call: CliCall = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const [command, all] = cliCommand(args);
    const child = spawn(command, all, {
      cwd: call.cwd ?? process.cwd(),
      env: quietEnvironment(call.env),
      stdio: ['pipe', 'pipe', 'pipe'],
      // A session of its own has no terminal, whoever runs the tests.
      detached: true,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    if (call.readerLeaves) {
      const leave = () => {
        child.stdout.destroy();
        child.stderr.destroy();
      };
      child.stdout.once('data', leave);
      child.stderr.once('data', leave);
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.end(call.stdin ?? '');
  });
}

/** The connection URL of a target without a password. */
export function urlOf(target: {
  readonly user: string;
  readonly host: string;
  readonly port: number;
  readonly database: string;
}): string {
  return `postgres://${target.user}@${target.host}:${target.port}/${target.database}?sslmode=disable`;
}
