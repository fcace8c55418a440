import type { Catalog } from '../catalog/catalog.ts';
import { findRelation } from '../catalog/lookup.ts';
import type { TypeChange } from '../diagnose/fault.ts';
import { amendIdentity } from '../statement/amend-identity.ts';
import { parseStatements } from '../statement/parse-statements.ts';

/**
 * Lets the sequences of columns that a string makes identity columns start behind the numbers that their keys get.
 *
 * @param highest the highest number of each of `changes`; null where the string makes no identity of it
 * @returns null where a sequence cannot start there
 */
export function amendIdentities(
  sql: string,
  catalog: Catalog,
  changes: readonly TypeChange[],
  highest: readonly (string | null)[],
): string | null {
  const parsed = parseStatements(sql);
  const declared = (parsed.ok ? parsed.statements : [])
    .flatMap((one) => one.declarations)
    .flatMap((one) => (one.kind === 'add-identity' ? [one] : []));
  let text: string | null = sql;
  // From the end, so that the places before stay right.
  for (const one of declared.reverse()) {
    const oid = findRelation(catalog, one.table)?.oid;
    const at = changes.findIndex((change) => change.oid === oid && change.column === one.column);
    const last = highest[at] ?? null;
    if (at < 0 || last === null || text === null) continue;
    text = amendIdentity(text, one, BigInt(last) < 0n ? 0n : BigInt(last));
  }
  return text;
}
