import { readFile } from 'node:fs/promises';
import type { HeldStatement } from '../relay/held-statement.ts';
import { loadParser, parseStatements } from '../statement/parse-statements.ts';
import type { StatementKind } from '../statement/statement-kind.ts';
import { beginOfChain } from '../tools/begin-of-chain.ts';
import { findCall, namesOf } from '../tools/find-call.ts';
import { findStatement, withoutComments } from '../tools/find-statement.ts';
import { placeOfStatement } from '../tools/place-of-statement.ts';
import type { MigrationFile, Replay } from '../tools/tool.ts';
import type { SentStatement } from './follow-migrations.ts';
import type { ReplayOptions } from './replay-migrations.ts';
import type { FramedStatement, PlacedStatement } from './replay-report.ts';

export interface StatementsToPlace {
  readonly replay: Replay;
  readonly files: readonly MigrationFile[];
  readonly sent: readonly SentStatement[];
  /** The user's code that was running when a statement was sent, for those of which it was seen. */
  readonly framed: readonly FramedStatement[];
}

/** A piece of SQL that asks for nothing to be there; the tool's own housekeeping is made of it. */
const asksAlone: readonly StatementKind[] = ['select', 'begin', 'commit', 'transaction'];

/**
 * The statements of the migrations with their places, one by one, for tools whose preloads do not tell: a statement is of
 * the migration that the tool had still to record when it was sent. Line 1 where only the file is known; the tool's own
 * statements are left out.
 */
export async function placeStatements(found: StatementsToPlace): Promise<PlacedStatement[]> {
  const { replay, files, sent, framed } = found;
  await loadParser();
  const frames = new Map(framed.map((one) => [one.sql, one.frames]));
  const texts = new Map<string, string>();
  const textOf = async (file: string): Promise<string> => {
    const text = texts.get(file) ?? (await readFile(file, 'utf8').catch(() => ''));
    texts.set(file, text);
    return text;
  };
  const placed: PlacedStatement[] = [];
  for (const { sql, recorded } of sent) {
    const running = files[recorded];
    if (running === undefined || replay.isOwn?.(sql) === true) continue;
    const framed = frames.get(sql)?.find((one) => one.path === running.path);
    const frame = framed && (await beginOfChain(framed));
    for (const piece of piecesOf(sql)) {
      const place = frame ?? (await placeIn(running.path, await textOf(running.path), piece.sql));
      if (place === null && piece.asks) continue;
      const { line, column } = place ?? { line: 1, column: 1 };
      placed.push({ sql: piece.sql, file: running.path, line, column });
    }
  }
  return placed;
}

function piecesOf(sql: string): { readonly sql: string; readonly asks: boolean }[] {
  const parsed = parseStatements(sql);
  if (!parsed.ok) return [{ sql, asks: /^\s*(set|show|reset)\b/i.test(sql) }];
  return parsed.statements.map(({ start, end, kind, declarations }) => {
    const text = withoutComments(sql.slice(start, end)).trim();
    const asks =
      asksAlone.includes(kind) || (declarations.length === 0 && /^(set|show|reset)\b/i.test(text));
    return { sql: text, asks };
  });
}

async function placeIn(file: string, text: string, sql: string) {
  const written = await findStatement(file, text, sql);
  return written ?? (await findCall(file, text, await namesOf(sql)));
}

/** Where statements come from that were stopped by an error, whole strings as they were sent. */
export async function placeFailed(
  held: readonly HeldStatement[],
  { sent, framed, files }: StatementsToPlace,
  { detected }: Pick<ReplayOptions, 'detected'>,
): Promise<PlacedStatement[]> {
  const placed: PlacedStatement[] = [];
  for (const { sql, error } of held) {
    const last = sent.findLast((one) => one.sql.trim() === sql.trim());
    const running = last === undefined ? undefined : files[last.recorded];
    if (running === undefined) continue;
    const { constraint, table, column, message } = error.fields;
    const quoted = [...message.matchAll(/"([^"]+)"/g)].map(([, name]) => name);
    const place = await placeOfStatement({
      sql,
      names: [constraint, table, column, ...quoted].filter((one) => one !== undefined),
      frames: (framed.findLast((one) => one.sql === sql)?.frames ?? []).filter(
        (one) => one.path === running.path,
      ),
      command: [],
      directory: detected.project.directory,
      detected,
      applied: files.filter((one) => one !== running).map((one) => one.name),
    });
    const isThere = place !== null && place.path === running.path;
    const { line, column: at } = isThere ? place : { line: 1, column: 1 };
    placed.push({ sql, file: running.path, line, column: at });
  }
  return placed;
}
