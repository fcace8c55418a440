import { existsSync } from 'node:fs';
import path from 'node:path';
import { toolCommand } from '../command-line.ts';
import { packageDependencies } from '../package-dependencies.ts';
import type { Environment, Project } from '../tool.ts';

export const { recognises } = toolCommand('kysely');

/** Where people keep the migrations that their own script gives to the Migrator. */
const usual = [
  'migrations',
  'src/migrations',
  'db/migrations',
  'src/db/migrations',
  'database/migrations',
  'src/database/migrations',
];

/** A directory belongs to Kysely's Migrator when its package.json names kysely and it has a folder of migrations. */
export async function detect(directory: string, _env: Environment): Promise<Project | null> {
  if (!(await packageDependencies(directory)).includes('kysely')) return null;
  const folder = usual.map((one) => path.join(directory, one)).find((one) => existsSync(one));
  if (folder === undefined) return null;
  return {
    tool: 'kysely',
    directory,
    evidence: 'kysely in package.json',
    settings: { migrations: folder },
  };
}
