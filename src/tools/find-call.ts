import { loadParser, parseStatements } from '../statement/parse-statements.ts';
import type { Found } from './find-statement.ts';
import { lineAndColumn } from './line-and-column.ts';
import { asNode, parseSource, type SyntaxNode, textOf } from './syntax.ts';
import { wayUp } from './way-up.ts';

/** The call of a file that speaks of what a statement speaks of. */
export interface FoundCall extends Found {
  /** How many of the statement's names it has, 0 to 1. */
  readonly share: number;
}

/**
 * The call of a migration file that a statement comes from, where a builder writes the SQL: the smallest one with the
 * most of the statement's names among its strings. null where no call has half of them.
 *
 * @param names as {@link namesOf} reads them
 */
export async function findCall(
  file: string,
  text: string,
  names: ReadonlySet<string>,
): Promise<FoundCall | null> {
  const program = /\.[cm]?[jt]sx?$/.test(file) ? await parseSource(file, text) : null;
  if (program === null || names.size === 0) return null;
  const outer = best(program, names);
  if (outer === null || outer.count < 2 || outer.count * 2 < names.size) return null;
  const [table = ''] = names;
  const own = new Set([...names].filter((name) => name !== table));
  // A builder names the table once, around the calls for its columns.
  const inner = own.size < 2 ? null : best(outer.node, own);
  const node = inner !== null && inner.count === own.size ? inner.node : outer.node;
  return { ...lineAndColumn(text, placeOf(node)), share: outer.count / names.size };
}

/** The names that a statement declares or refers to, its table's first; empty for what does not declare anything. */
export async function namesOf(statement: string): Promise<ReadonlySet<string>> {
  await loadParser();
  const parsed = parseStatements(statement);
  const found = new Set<string>();
  if (!parsed.ok) return found;
  for (const { declarations } of parsed.statements) {
    for (const one of declarations) {
      if ('table' in one && one.table !== null) found.add(one.table.name);
      collect(one, found);
    }
  }
  return found;
}

function collect(value: unknown, found: Set<string>, key = ''): void {
  if (typeof value === 'string') {
    if (/^(name|newName|column|columns|referencedColumns)$/.test(key)) found.add(value);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (name !== 'type') collect(inner, found, Array.isArray(value) ? key : name);
  }
}

interface Best {
  readonly node: SyntaxNode;
  readonly count: number;
  /** It has the first name, the table's: a column `id` is in the other table's definition too. */
  readonly namesTable: boolean;
}

function best(root: SyntaxNode, names: ReadonlySet<string>): Best | null {
  let found = null as Best | null;
  const table = new Set([...names].slice(0, 1));
  for (const node of wayUp(root)) {
    if (node.type !== 'CallExpression') continue;
    const one = { node, count: countIn(node, names), namesTable: countIn(node, table) > 0 };
    if (one.count > 0 && (found === null || isBetter(one, found))) found = one;
  }
  return found;
}

function isBetter(one: Best, other: Best): boolean {
  if (one.count !== other.count) return one.count > other.count;
  if (one.namesTable !== other.namesTable) return one.namesTable;
  return one.node.end - one.node.start < other.node.end - other.node.start;
}

function countIn(node: SyntaxNode, names: ReadonlySet<string>): number {
  const seen = new Set<string>();
  for (const inner of wayUp(node)) {
    const key = inner.type === 'Property' ? asNode(inner.key) : null;
    const text = key?.type === 'Identifier' ? String(key.name) : textOf(inner);
    for (const word of text?.match(/[\p{L}_][\p{L}\p{N}_$]*/gu) ?? []) {
      if (names.has(word)) seen.add(word);
    }
  }
  return seen.size;
}

/** A chain of calls stands where its last method is named, not where its first word is. */
function placeOf(node: SyntaxNode): number {
  const callee = asNode(node.callee);
  const property = callee?.type === 'MemberExpression' ? asNode(callee.property) : null;
  const object = callee?.type === 'MemberExpression' ? asNode(callee.object) : null;
  return object?.type === 'CallExpression' && property !== null ? property.start : node.start;
}
