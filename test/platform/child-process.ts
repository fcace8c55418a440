import { createRequire } from 'node:module';
import path from 'node:path';
import spawn from 'cross-spawn';
import type { Target } from '../../src/postgres/target.ts';

export const root = path.resolve(import.meta.dirname, '../..');
export const platform = path.join(root, 'examples/social-platform/backend');

export { builtCommand as pgmend } from '../built-command.ts';

/** sequelize-cli without npx, which takes longer to start than the tool. */
export const sequelizeCli = [
  process.execPath,
  createRequire(import.meta.url).resolve('sequelize-cli/lib/sequelize'),
] as const;

/** What the platform's configuration reads; nothing of the surroundings says otherwise. */
export function databaseEnvironment(target: Target): Record<string, string | undefined> {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(PG[A-Z]+|DB_[A-Z]+|DATABASE_URL|NODE_ENV|NODE_OPTIONS)$/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    DB_HOST: target.host,
    DB_PORT: String(target.port),
    DB_USER: target.user,
    DB_PASSWORD: target.password ?? '',
    DB_NAME: target.database,
  };
}

export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. */
export function finished(
  words: readonly string[],
  cwd: string,
  env: Record<string, string | undefined>,
): Promise<Finished> {
  const [command = '', ...args] = words;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}
