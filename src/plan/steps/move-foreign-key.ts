import { partIdentity } from '../../catalog/fingerprint/identity.ts';
import {
  displayIdent,
  displayQualified,
  quoteIdent,
  quoteQualified,
} from '../../postgres/quote.ts';
import type { MovedForeignKey } from '../planned-part.ts';
import type { Step } from '../step.ts';

/** Lays a foreign key under its name, to the key that it references from now on. */
export function layMovedForeignKey(moved: MovedForeignKey): Step {
  const { table, name, to, after } = moved;
  return {
    ...lay(moved),
    kind: 'move-foreign-key',
    title: `lay ${displayIdent(name)} on ${displayQualified(table)} again, to ${displayQualified(to)}`,
    sql: after,
  };
}

/** Lets it lead to where it led before, for undo. */
export function returnForeignKey(moved: MovedForeignKey): Step {
  const { table, name, from, before } = moved;
  return {
    ...lay(moved),
    kind: 'return-foreign-key',
    title: `lay ${displayIdent(name)} on ${displayQualified(table)} again, to ${displayQualified(from)} as it was`,
    sql: [
      `ALTER TABLE ${quoteQualified(table)} DROP CONSTRAINT IF EXISTS ${quoteIdent(name)}`,
      ...before,
    ],
  };
}

function lay({ table, name, from, to }: MovedForeignKey) {
  const mode = 'SHARE ROW EXCLUSIVE' as const;
  return {
    locks: [table, from, to].map((one) => ({ table: one, mode })),
    hazards: [],
    changes: [{ identity: partIdentity('constraint', table, name), facts: null }],
  };
}
