import type { Node, RangeVar } from 'libpg-query';
import type { DeclaredName } from './declaration.ts';
import type { Source } from './source.ts';
import type { TextRange } from './text-range.ts';
import { rangeOf } from './tokens.ts';

/** The string of a name node; '' for every other node. */
export function stringOf(node: Node | undefined): string {
  return node !== undefined && 'String' in node ? (node.String.sval ?? '') : '';
}

export function stringsOf(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).map(stringOf);
}

/** A name without its place. */
export function bareName(schema: string | null, name: string): DeclaredName {
  return { schema, name, range: null, schemaRange: null, nameRange: null };
}

/** A table's name with its place in the text. */
export function readRelation(source: Source, node: RangeVar | undefined): DeclaredName {
  const schema = node?.schemaname ?? null;
  const name = node?.relname ?? '';
  if (node?.location === undefined || node.location < 0) return bareName(schema, name);
  return nameAt(source, schema, name, source.offsets.fromBytes(node.location));
}

/** A table's name without its place: for statements that are not worth scanning. */
export function relationName(node: RangeVar | undefined): DeclaredName {
  return bareName(node?.schemaname ?? null, node?.relname ?? '');
}

/** A name from the parts of a list node, without its place. */
export function nameOfParts(parts: readonly string[]): DeclaredName {
  return bareName(parts.at(-2) ?? null, parts.at(-1) ?? '');
}

function nameAt(source: Source, schema: string | null, name: string, start: number): DeclaredName {
  const { list } = source.tokens();
  const from = source.tokens().indexAt(start);
  const until = endOfName(source, from);
  const place = (at: number): TextRange | null => rangeOf(list, at, at + 1);
  return {
    schema,
    name,
    range: rangeOf(list, from, until),
    schemaRange: until - from >= 3 ? place(until - 3) : null,
    nameRange: place(until - 1),
  };
}

/** Index of the token after a dotted name that begins at `from`. */
export function endOfName(source: Source, from: number): number {
  const { list } = source.tokens();
  let at = from + 1;
  while (list[at]?.text === '.' && list[at + 1]?.isName === true) at += 2;
  return at;
}
