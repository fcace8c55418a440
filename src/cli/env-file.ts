import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'dotenv';
import type { Environment } from './target-from-environment.ts';

/** Files that show others what to write. */
const forPeople = /\.(?:example|sample|template|dist|defaults?|schema)$/i;
const databaseVariables = ['DATABASE_URL', 'GOOSE_DBSTRING'];

/**
 * What `.env` of the directory says, which dbmate, goose, Prisma, Rails and many programs load by themselves.
 * Empty where a file beside it (`.env.local`, `.env.production`) names another database: which of them a program
 * loads cannot be told from here.
 */
export function readEnvFile(directory: string): Environment {
  const named = filesOf(directory).map((file) => ({ file, words: wordsOf(join(directory, file)) }));
  const own = named.find(({ file }) => file === '.env')?.words ?? {};
  const differs = (words: Environment) =>
    databaseVariables.some((name) => words[name] !== undefined && words[name] !== own[name]);
  return named.some(({ words }) => differs(words)) ? {} : own;
}

function filesOf(directory: string): string[] {
  try {
    return readdirSync(directory).filter(
      (file) => /^\.env(?:\.|$)/.test(file) && !forPeople.test(file),
    );
  } catch {
    return [];
  }
}

function wordsOf(path: string): Environment {
  try {
    return parse(readFileSync(path));
  } catch {
    return {};
  }
}
