import { lineAndColumn } from './line-and-column.ts';
import { asNode, nodesIn, parseSource, type SyntaxNode, textOf } from './syntax.ts';
import { wayUp } from './way-up.ts';

/** Line and column of a statement's text in a file, both from 1; null where it is not written there. */
export interface Found {
  readonly line: number;
  readonly column: number;
}

/** Where this very statement is written in a file: as it is in SQL, in one of its strings elsewhere. Blanks do not count. */
export async function findStatement(
  file: string,
  text: string,
  statement: string,
): Promise<Found | null> {
  const wanted = withoutComments(statement).trim().replace(/;+$/, '').trim();
  if (wanted === '') return null;
  if (!/\.[cm]?[jt]sx?$/.test(file)) {
    const offset = offsetIn(text, wanted);
    return offset === null ? null : lineAndColumn(text, offset);
  }
  const program = await parseSource(file, text);
  if (program === null) return null;
  for (const node of wayUp(program)) {
    const offset = offsetInString(node, wanted);
    // Behind an escape it is only nearly the place, which tells the line.
    if (offset !== null) return lineAndColumn(text, Math.min(node.start + 1 + offset, node.end));
  }
  return null;
}

function offsetInString(node: SyntaxNode, wanted: string): number | null {
  const text = textOf(node);
  if (text !== null) return offsetIn(text, wanted);
  if (node.type !== 'TemplateLiteral') return null;
  // What an expression puts in may be anything.
  const parts = nodesIn(node.quasis).map(
    (part) => (part.value as { cooked?: string }).cooked ?? '',
  );
  if (asNode(node) === null || parts.join('').trim().length < 20) return null;
  return new RegExp(parts.map((part) => pattern(part.trim())).join('[\\s\\S]{1,200}?')).test(wanted)
    ? 0
    : null;
}

function offsetIn(text: string, wanted: string): number | null {
  const exact = text.indexOf(wanted);
  if (exact >= 0) return exact;
  return new RegExp(pattern(wanted)).exec(text)?.index ?? null;
}

function pattern(text: string): string {
  return text
    .split(/\s+/)
    .map((word) => word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
    .join('\\s+');
}

/** Without the comments in front of it, which are not where the statement stands. */
export function withoutComments(statement: string): string {
  return statement.replace(/^(?:\s*--[^\n]*(?:\n|$)|\s*\/\*[\s\S]*?\*\/)+\s*/, '');
}
