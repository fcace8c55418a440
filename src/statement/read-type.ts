import type { TypeName } from 'libpg-query';
import type { DeclaredType } from './declaration.ts';
import { endOfName, stringsOf } from './read-name.ts';
import { type Source, sliceOf } from './source.ts';
import { closingBracket } from './tokens.ts';

/** Source: `transformColumnDefinition()` in parser/parse_utilcmd.c. */
const serials: Readonly<Record<string, DeclaredType['serial']>> = {
  smallserial: 'smallint',
  serial2: 'smallint',
  serial: 'integer',
  serial4: 'integer',
  bigserial: 'bigint',
  serial8: 'bigint',
};

const intervalFields = new Set(['YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND', 'TO']);

/** The type that stands at the node's place, with the exact extent of its text. */
export function readType(source: Source, node: TypeName): DeclaredType {
  const { list, indexAt } = source.tokens();
  const from = indexAt(source.offsets.fromBytes(node.location ?? 0));
  const { until, modifiers } = endOfType(source, from);
  const range = { start: list[from]?.start ?? 0, end: list[until - 1]?.end ?? 0 };
  const parts = stringsOf(node.names);
  const name = parts.at(-1) ?? '';
  const schema = parts.at(-2) ?? null;
  const array = (node.arrayBounds?.length ?? 0) > 0;
  return {
    schema,
    name,
    text: sliceOf(source, range),
    range,
    modifiers,
    array,
    serial: schema === null && !array ? (serials[name] ?? null) : null,
  };
}

/** Follows the rules Typename and SimpleTypename of PostgreSQL's grammar (parser/gram.y). */
function endOfType(source: Source, from: number): { until: number; modifiers: string | null } {
  const { list } = source.tokens();
  const word = (at: number): string => list[at]?.word ?? '';
  let modifiers: string | null = null;
  let at = from;
  const brackets = (): void => {
    if (list[at]?.text !== '(') return;
    const close = closingBracket(list, at);
    const inner = { start: list[at]?.end ?? 0, end: list[close]?.start ?? 0 };
    modifiers = sliceOf(source, inner).trim();
    at = close + 1;
  };
  const first = word(at);
  if (first === 'NATIONAL') at += 1;
  if (word(at) === 'DOUBLE' && word(at + 1) === 'PRECISION') at += 2;
  else at = endOfName(source, at);
  if (word(at) === 'VARYING') at += 1;
  if (first === 'INTERVAL') while (intervalFields.has(word(at))) at += 1;
  brackets();
  const zone = word(at) === 'WITH' || word(at) === 'WITHOUT';
  if (zone && word(at + 1) === 'TIME' && word(at + 2) === 'ZONE') at += 3;
  if (word(at) === 'ARRAY') at += 1;
  while (list[at]?.text === '[') at = closingBracket(list, at) + 1;
  return { until: at, modifiers };
}
