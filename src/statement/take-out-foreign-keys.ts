import { amendText, type Edit } from './amend.ts';
import type { DeclaredForeignKey } from './declaration.ts';
import type { ParsedStatement } from './parse-statements.ts';
import { parseStatements } from './parse-statements.ts';
import { loadedParser } from './parser.ts';
import { readTokens, type Token, type Tokens } from './tokens.ts';

/**
 * A text without these foreign keys, each taken out at its exact place: the clause of a column, an element of
 * CREATE TABLE, an action of ALTER TABLE. A statement that consists of them is left out whole.
 *
 * @param statements of this very text.
 * @returns empty when nothing else stands in it; null where the end of a clause cannot be told.
 */
export function takeOutForeignKeys(
  text: string,
  statements: readonly ParsedStatement[],
  keys: ReadonlySet<DeclaredForeignKey>,
): string | null {
  const tokens = tokensOf(text);
  const edits: Edit[] = [];
  for (const statement of statements) {
    const own = statement.declarations.filter(
      (one): one is DeclaredForeignKey => one.kind === 'foreign-key' && keys.has(one),
    );
    if (own.some((one) => holdsCollation(tokens, one))) return null;
    const places = own.map((one) => placeOf(tokens, one));
    edits.push(...(editsOf(tokens.list, places) ?? [{ range: statement, text: '' }]));
  }
  const rest = amendText(text, edits);
  const left = parseStatements(rest);
  if (!left.ok) return null;
  return left.statements.length === 0 ? '' : rest;
}

/** What stands behind the referenced columns: MATCH, actions, deferrability …; null where that cannot be told. */
export function clausesOf(text: string, key: DeclaredForeignKey): string | null {
  const { list, indexAt } = tokensOf(text);
  const columns = key.referencedColumnRanges.at(-1);
  const target = columns ?? key.referencedTable.range;
  if (target === null || (columns === undefined && key.referencedColumns.length > 0)) return null;
  const from = indexAt(target.end) + (columns === undefined ? 0 : 1);
  return list
    .slice(from, indexAt(key.range.end))
    .map((one) => one.text)
    .join(' ');
}

interface KeyPlace {
  /** Tokens from `from` to before `until`. */
  readonly from: number;
  readonly until: number;
  /** It stands between commas, not behind a column. */
  readonly element: boolean;
}

function placeOf({ list, indexAt }: Tokens, { range, origin }: DeclaredForeignKey): KeyPlace {
  const at = indexAt(range.start);
  const until = indexAt(range.end);
  // ADD stands in front of the constraint.
  if (origin === 'add-constraint') return { from: at - 1, until, element: true };
  const element = origin === 'create-table' && /^[(,]$/.test(list[at - 1]?.text ?? '');
  return { from: at, until, element };
}

/** @returns null when no element of the list is left. */
function editsOf(list: readonly Token[], places: readonly KeyPlace[]): Edit[] | null {
  const gone = new Set<number>();
  const edits: Edit[] = [];
  const isComma = (at: number) => list[at]?.text === ',' && !gone.has(at);
  for (const { from, until, element } of places) {
    let [first, last] = [from, until - 1];
    if (element && isComma(from - 1)) first = from - 1;
    else if (element && isComma(until)) last = until;
    else if (element) return null;
    if (first < from) gone.add(first);
    if (last >= until) gone.add(last);
    // With the blanks in front of it, where that leaves words apart.
    const start = first < from || !element ? list[first - 1]?.end : list[first]?.start;
    edits.push({ range: { start: start ?? 0, end: list[last]?.end ?? 0 }, text: '' });
  }
  return edits;
}

/** COLLATE may stand behind the clause of a column without being part of it. */
function holdsCollation({ list, indexAt }: Tokens, { range }: DeclaredForeignKey): boolean {
  return list.slice(indexAt(range.start), indexAt(range.end)).some((one) => one.word === 'COLLATE');
}

function tokensOf(text: string): Tokens {
  return readTokens(text, 0, (part) => loadedParser().scanSync(part).tokens);
}
