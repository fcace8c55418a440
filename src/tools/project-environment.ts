import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'dotenv';
import type { Environment } from './tool.ts';

/** The environment, and below it what `.env` files of these folders say; the first one that says something wins. */
export function projectEnvironment(folders: readonly string[], env: Environment): Environment {
  const found: Record<string, string> = {};
  for (const folder of [...folders].reverse()) {
    const file = path.join(folder, '.env');
    if (existsSync(file)) Object.assign(found, parse(readFileSync(file)));
  }
  if (Object.keys(found).length === 0) return env;
  const set = Object.entries(env).filter(([, value]) => value !== undefined);
  return { ...found, ...Object.fromEntries(set) };
}
