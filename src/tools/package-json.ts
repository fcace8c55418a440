import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** What is read of a project's package.json. */
export interface PackageJson {
  readonly type?: string;
  readonly dependencies?: object;
  readonly devDependencies?: object;
  readonly prisma?: { readonly schema?: string };
  readonly 'mikro-orm'?: { readonly configPaths?: readonly string[] };
}

/** The package.json of this directory; empty where there is none that can be read. */
export async function packageJson(directory: string): Promise<PackageJson> {
  const file = path.join(directory, 'package.json');
  // Most folders that are looked at have none: reading one that is not there takes ten times as long.
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(await readFile(file, 'utf8')) as PackageJson;
  } catch {
    return {};
  }
}
