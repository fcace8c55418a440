import type { Node, ScanToken } from 'libpg-query';
import type { Declaration } from './declaration.ts';
import { loadedParser, loadParser, type RawStatement } from './parser.ts';
import { readStatement } from './read-statement.ts';
import type { Source } from './source.ts';
import { type StatementKind, statementKind } from './statement-kind.ts';
import { offsetOfPosition, type TextOffsets, textOffsets } from './text-offsets.ts';
import type { TextRange } from './text-range.ts';
import { readTokens, type Tokens } from './tokens.ts';

export interface ParsedStatement extends TextRange {
  readonly kind: StatementKind;
  readonly declarations: readonly Declaration[];
}

export type ParsedStatements =
  | { readonly ok: true; readonly statements: readonly ParsedStatement[] }
  | {
      readonly ok: false;
      /** `offset`: UTF-16, into the text. */
      readonly error: { readonly message: string; readonly offset: number | null };
    };

export { loadParser };

/**
 * Reads the statements of one string, as PostgreSQL 18 parses them. A string that it does not parse
 * (an older or newer server's syntax, a syntax error) is an answer, not an exception.
 *
 * @throws Error when {@link loadParser} has not been awaited.
 */
export function parseStatements(sql: string): ParsedStatements {
  const { parseSync, scanSync } = loadedParser();
  if (sql.trim() === '') return { ok: true, statements: [] };
  try {
    const offsets = textOffsets(sql);
    const scan = (text: string): readonly ScanToken[] => scanSync(text).tokens;
    const statements = (parseSync(sql).stmts ?? []).flatMap((raw) =>
      raw.stmt === undefined
        ? []
        : [parsed(sql, raw.stmt, rangeOfRaw(sql, raw, offsets), { offsets, scan })],
    );
    return { ok: true, statements };
  } catch (error) {
    return { ok: false, error: syntaxError(sql, error) };
  }
}

function rangeOfRaw(sql: string, raw: RawStatement, offsets: TextOffsets): TextRange {
  const from = raw.stmt_location ?? 0;
  const start = offsets.fromBytes(from);
  // Length 0 or absent: to the end of the string.
  const end = raw.stmt_len ? offsets.fromBytes(from + raw.stmt_len) : sql.length;
  return { start, end };
}

function parsed(
  sql: string,
  node: Node,
  range: TextRange,
  { offsets, scan }: { offsets: TextOffsets; scan: (text: string) => readonly ScanToken[] },
): ParsedStatement {
  let tokens: Tokens | null = null;
  const source: Source = {
    text: sql,
    offsets,
    range,
    tokens: () => {
      tokens ??= readTokens(sql.slice(range.start, range.end), range.start, scan);
      return tokens;
    },
  };
  return { ...range, kind: statementKind(node), declarations: readStatement(source, node) };
}

function syntaxError(sql: string, error: unknown): { message: string; offset: number | null } {
  const message = error instanceof Error ? error.message : String(error);
  const details =
    typeof error === 'object' && error !== null && 'sqlDetails' in error ? error.sqlDetails : null;
  const position =
    typeof details === 'object' && details !== null && 'cursorPosition' in details
      ? Number(details.cursorPosition)
      : null;
  return { message, offset: position === null ? null : offsetOfPosition(sql, position + 1) };
}
