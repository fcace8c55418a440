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
  try {
    return JSON.parse(await readFile(path.join(directory, 'package.json'), 'utf8')) as PackageJson;
  } catch {
    return {};
  }
}
