import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { findCall, namesOf } from './find-call.ts';
import { findPythonCall } from './find-python-call.ts';
import { findRubyCall } from './find-ruby-call.ts';
import { sourceFiles } from './schema-sources.ts';
import type { Place } from './tool.ts';

type FilePlace = Omit<Place, 'file'>;

/**
 * The definition in the project's code that a statement comes from, where a tool compares code and database: the call
 * which has the most of its names.
 *
 * @param speaks what a file that defines tables says
 */
export async function placeInSchema(
  directory: string,
  sql: string,
  speaks: RegExp,
): Promise<FilePlace | null> {
  const names = await namesOf(sql);
  return best(await sourceFiles(directory), speaks, (file, text) => findCall(file, text, names));
}

/**
 * The operation of a migration in another language (Python, Ruby) that a statement comes from; the last file's where
 * several say the same.
 */
export async function placeInScripts(
  files: readonly string[],
  sql: string,
): Promise<FilePlace | null> {
  const names = await namesOf(sql);
  return (
    (await best(ending(files, '.py'), /\b(op|migrations)\./, async (_, text) =>
      findPythonCall(text, names),
    )) ??
    (await best(ending(files, '.rb'), /\bActiveRecord::Migration\b/, async (_, text) =>
      findRubyCall(text, names),
    ))
  );
}

function ending(files: readonly string[], end: string): readonly string[] {
  return files.filter((one) => one.endsWith(end));
}

async function best(
  files: readonly string[],
  speaks: RegExp,
  find: (file: string, text: string) => Promise<Awaited<ReturnType<typeof findCall>>>,
): Promise<FilePlace | null> {
  let found: (FilePlace & { readonly share: number }) | null = null;
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => '');
    const call = speaks.test(text) ? await find(path.basename(file), text) : null;
    if (call !== null && call.share >= (found?.share ?? 0)) found = { path: file, ...call };
  }
  return found === null ? null : { path: found.path, line: found.line, column: found.column };
}

/** Models of Sequelize, which `sync()` compares. */
export const sequelizeModels = /\b(define|init)\(/;
/** Tables of Drizzle, which `drizzle-kit push` compares. */
export const drizzleTables = /drizzle-orm\/pg-core/;

/** Does the user's code call `sync()` at this place? */
export async function callsSync({ path: file, line }: FilePlace): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return /\.sync\(/.test(text.split('\n')[line - 1] ?? '');
}
