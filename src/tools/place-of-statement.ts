import { readFile } from 'node:fs/promises';
import { loadParser, parseStatements } from '../statement/parse-statements.ts';
import { beginOfChain } from './begin-of-chain.ts';
import type { DetectedTool } from './detect-tool.ts';
import { findCall, namesOf } from './find-call.ts';
import { findStatement } from './find-statement.ts';
import { pathIn } from './path-in.ts';
import {
  callsSync,
  drizzleTables,
  placeInSchema,
  placeInScripts,
  sequelizeModels,
} from './place-in-schema.ts';
import { scriptFiles } from './script-files.ts';
import type { MigrationFile, Place } from './tool.ts';

/** A statement of a migration command, and what is known about where it comes from. */
export interface SentStatement {
  /** What was sent, whole. */
  readonly sql: string;
  /** Names out of its error, where it is one of several in a string. */
  readonly names: readonly string[];
  /** The user's own code that was running, innermost first; empty where nobody saw it. */
  readonly frames: readonly Omit<Place, 'file'>[];
  readonly command: readonly string[];
  /** Where it was started. */
  readonly directory: string;
  readonly detected: DetectedTool | null;
  /** What the tool's ledger has at this moment; empty where that is not known. */
  readonly applied: readonly string[];
}

/**
 * The place in the user's files that a statement comes from: the innermost frame in a migration; else the migration that
 * has its text, those that are still to run first; else the call of the next migration that speaks of the same things, or
 * of the definitions in code that the command compares; else the innermost frame anywhere. `line` 1 where only the file is known.
 */
export async function placeOfStatement(sent: SentStatement): Promise<Place | null> {
  const { frames, detected, directory } = sent;
  const migrations = await filesOf(detected);
  const paths = new Set(migrations.map((one) => one.path));
  const framed = frames.find((one) => paths.has(one.path));
  const base = detected?.project.directory ?? directory;
  if (framed !== undefined) return named(base, await beginOfChain(framed));
  const pending = migrations.filter((one) => !sent.applied.includes(one.name));
  const ordered = [...pending, ...migrations.filter((one) => !pending.includes(one))];
  const written = await writtenIn(
    ordered.map((one) => one.path),
    sent,
  );
  if (written !== null) return named(base, written);
  const [next] = pending;
  if (next !== undefined) {
    const called = await calledIn(next, sent.sql);
    if (called !== null) return named(base, called);
  }
  const [innermost] = frames;
  const compared = await comparedWith(sent);
  const inSchema = compared === null ? null : await placeInSchema(base, sent.sql, compared);
  if (inSchema !== null) return named(base, inSchema);
  if (innermost !== undefined && migrations.length === 0) return named(base, innermost);
  const scripts = await scriptFiles(sent.command, directory);
  const elsewhere = (await writtenIn(scripts, sent)) ?? (await placeInScripts(scripts, sent.sql));
  if (elsewhere !== null) return named(base, elsewhere);
  return innermost === undefined ? null : named(base, innermost);
}

/** What the definitions look like that the command compares with the database; null where it does no such thing. */
async function comparedWith({ command, detected, frames }: SentStatement): Promise<RegExp | null> {
  const [innermost] = frames;
  if (innermost !== undefined && (await callsSync(innermost))) return sequelizeModels;
  return detected?.tool.name === 'drizzle' && command.includes('push') ? drizzleTables : null;
}

async function filesOf(detected: DetectedTool | null): Promise<readonly MigrationFile[]> {
  if (detected === null) return [];
  // A configuration that cannot be read leaves what was seen of the statement itself.
  const found = await detected.tool.migrations(detected.project).catch(() => null);
  return found?.files ?? [];
}

async function writtenIn(
  files: readonly string[],
  { sql, names }: SentStatement,
): Promise<Omit<Place, 'file'> | null> {
  const wanted = await oneOf(sql, names);
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => '');
    const found = text === '' ? null : await findStatement(file, text, wanted);
    if (found !== null) return { path: file, ...found };
  }
  return null;
}

/** Of several statements in one string the one that the error speaks of; the first where that cannot be told. */
async function oneOf(sql: string, names: readonly string[]): Promise<string> {
  await loadParser();
  const parsed = parseStatements(sql);
  if (!parsed.ok || parsed.statements.length < 2) return sql;
  const texts = parsed.statements
    .filter((one) => one.declarations.length > 0)
    .map((one) => sql.slice(one.start, one.end));
  const scored = texts.map((text) => names.filter((name) => text.includes(name)).length);
  return texts[scored.indexOf(Math.max(...scored))] ?? sql;
}

async function calledIn(
  { path: file }: MigrationFile,
  sql: string,
): Promise<Omit<Place, 'file'> | null> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const found = await findCall(file, text, await namesOf(sql));
  return found === null ? null : { path: file, line: found.line, column: found.column };
}

function named(directory: string, place: Omit<Place, 'file'>): Place {
  return {
    ...place,
    file: pathIn(directory, place.path),
  };
}
