import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What is read of the package.json of a package that is installed. */
export interface InstalledPackage {
  readonly folder: string;
  readonly version?: string;
  readonly bin?: string | Readonly<Record<string, string>>;
}

/** The package that Node finds from this directory; null where it is not installed. */
export function installedPackage(directory: string, name: string): InstalledPackage | null {
  for (let here = path.resolve(directory); ; here = path.dirname(here)) {
    const folder = path.join(here, 'node_modules', ...name.split('/'));
    try {
      return { ...JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')), folder };
    } catch {
      if (here === path.dirname(here)) return null;
    }
  }
}
