import { partIdentity, relationIdentity } from '../../catalog/fingerprint/identity.ts';
import {
  displayIdent,
  displayQualified,
  type QualifiedName,
  quoteIdent,
  quoteQualified,
} from '../../postgres/quote.ts';
import type { Step } from '../step.ts';

/** A column that takes its values from a sequence. */
export interface SerialColumn {
  readonly table: QualifiedName;
  readonly column: string;
}

/** Hands a serial column's sequence on to another column; `expression` is its default there, null for none. */
export function moveSequence(
  sequence: QualifiedName,
  to: SerialColumn,
  defaults: readonly (SerialColumn & { readonly expression: string | null })[],
): Step {
  return {
    kind: 'move-sequence',
    title: `let ${displayQualified(sequence)} number ${displayQualified(to.table)}.${displayIdent(to.column)}`,
    sql: [
      `ALTER SEQUENCE ${quoteQualified(sequence)} OWNED BY ${quoteQualified(to.table)}.${quoteIdent(to.column)}`,
      ...defaults.map(
        ({ table, column, expression }) =>
          `ALTER TABLE ${quoteQualified(table)} ALTER COLUMN ${quoteIdent(column)} ${expression === null ? 'DROP DEFAULT' : `SET DEFAULT ${expression}`}`,
      ),
    ],
    // Both tables are locked before; one of them may be somewhere else when an undo locks its tables.
    locks: [],
    hazards: [],
    changes: [
      { identity: relationIdentity('sequence', sequence), facts: ['owned_by'] },
      ...defaults.map(({ table, column }) => ({
        identity: partIdentity('column', table, column),
        facts: ['default'],
      })),
    ],
  };
}
