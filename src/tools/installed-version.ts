import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The version of a package that is installed for this directory; null where there is none. */
export function installedVersion(directory: string, name: string): string | null {
  for (let here = path.resolve(directory); ; here = path.dirname(here)) {
    try {
      const file = path.join(here, 'node_modules', ...name.split('/'), 'package.json');
      return (JSON.parse(readFileSync(file, 'utf8')) as { version?: string }).version ?? null;
    } catch {
      if (here === path.dirname(here)) return null;
    }
  }
}
