import { partIdentity } from '../../catalog/fingerprint/identity.ts';
import {
  displayIdent,
  displayQualified,
  type QualifiedName,
  quoteIdent,
  quoteQualified,
} from '../../postgres/quote.ts';
import type { Step } from '../step.ts';

/** Drops the foreign keys that the types of before do not allow: they were laid over the mend. */
export function dropForeignKeys(
  keys: readonly { readonly table: QualifiedName; readonly name: string }[],
): Step {
  return {
    kind: 'drop-foreign-keys',
    title: `drop ${keys.map(({ table, name }) => `${displayIdent(name)} on ${displayQualified(table)}`).join(', ')}`,
    sql: keys.map(
      ({ table, name }) =>
        `ALTER TABLE ${quoteQualified(table)} DROP CONSTRAINT ${quoteIdent(name)}`,
    ),
    locks: keys.map(({ table }) => ({ table, mode: 'ACCESS EXCLUSIVE' })),
    hazards: [],
    changes: keys.map(({ table, name }) => ({
      identity: partIdentity('constraint', table, name),
      facts: null,
    })),
  };
}
