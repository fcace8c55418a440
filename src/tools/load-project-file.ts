import { fileURLToPath } from 'node:url';
import { loadInChild } from './load-in-child.ts';
import type { Environment } from './tool.ts';

const script = fileURLToPath(new URL('./load-project-file.cjs', import.meta.url));

/** A process takes its time, and a command asks several times. */
const loaded = new Map<string, Promise<unknown>>();

/**
 * What a project's file exports, as far as a picker takes it over. TypeScript is read with the compiler that the project
 * has.
 *
 * @param picker absolute; a CommonJS file that exports `(loaded, reading, ...args) => plain values`
 * @throws PgmendError `config-unreadable`
 */
export async function loadProjectFile<T>(
  file: string,
  picker: string,
  args: readonly string[],
  directory: string,
  env: Environment,
): Promise<T> {
  const key = JSON.stringify([file, picker, args, directory, env]);
  const before = loaded.get(key);
  if (before !== undefined) return (await before) as T;
  const loading = loadInChild(script, [file, picker, ...args], directory, env);
  loaded.set(key, loading);
  return (await loading) as T;
}
