import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { byName } from './by-name.ts';
import { globExpression } from './glob-expression.ts';

/** The files that a pattern with `*`, `**`, `?`, `[…]` and `{…,…}` names, absolute, by plain comparison of strings. */
export async function globFiles(directory: string, pattern: string): Promise<readonly string[]> {
  const whole = path.resolve(directory, pattern).split(path.sep).join('/');
  const parts = whole.split('/');
  const fixed = parts.slice(
    0,
    parts.findIndex((part) => /[*?[\]{}]/.test(part)),
  );
  if (fixed.length === 0 && !/[*?[\]{}]/.test(whole)) return [path.resolve(directory, pattern)];
  const root = fixed.join('/') || '/';
  const wanted = globExpression(whole);
  const entries = await readdir(root, { withFileTypes: true, recursive: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => {
      const name = file.split(path.sep).join('/');
      return !name.includes('/node_modules/') && wanted.test(name);
    })
    .sort(byName);
}
