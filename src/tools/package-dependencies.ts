import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** The packages that the package.json of this directory names; empty without one. */
export async function packageDependencies(directory: string): Promise<readonly string[]> {
  try {
    const text = await readFile(path.join(directory, 'package.json'), 'utf8');
    const { dependencies = {}, devDependencies = {} } = JSON.parse(text) as {
      dependencies?: object;
      devDependencies?: object;
    };
    return [...Object.keys(dependencies), ...Object.keys(devDependencies)];
  } catch {
    return [];
  }
}
