import { amendText, type Edit } from './amend.ts';
import type { DeclaredIdentity } from './declaration.ts';

/**
 * Lets the sequence of a declared identity start behind `last`: START WITH is added to its options, or put right
 * where it says less.
 *
 * @returns the text as it is where it starts behind that already; null where the sequence counts downwards.
 */
export function amendIdentity(
  sql: string,
  { start, descending, place, bracketed }: DeclaredIdentity,
  last: bigint,
): string | null {
  if (descending) return null;
  const first = String(last + 1n);
  if (start !== null) {
    if (BigInt(start.value.replaceAll('_', '')) > last) return sql;
    return amendText(sql, [{ range: start.range, text: first }]);
  }
  const edit: Edit = {
    range: { start: place, end: place },
    text: bracketed ? `START WITH ${first} ` : ` (START WITH ${first})`,
  };
  return amendText(sql, [edit]);
}
