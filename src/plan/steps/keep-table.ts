import type { Dependent } from '../../catalog/dependent.ts';
import { identity, relationIdentity } from '../../catalog/fingerprint/identity.ts';
import {
  displayQualified,
  type QualifiedName,
  quoteIdent,
  quoteQualified,
} from '../../postgres/quote.ts';
import type { PlannedChange, Step } from '../step.ts';

/** A table that is put away, with what goes along. */
export interface KeptTable {
  readonly table: QualifiedName;
  /** Where it is kept. */
  readonly kept: QualifiedName;
  readonly indexes: readonly QualifiedName[];
  readonly sequences: readonly QualifiedName[];
  /** Its own foreign keys, which would bind others as long as it is kept. */
  readonly foreignKeys: readonly Dependent[];
}

/** @param table its rows, by the columns, must all be in `other`. */
export function checkSameRows(
  table: QualifiedName,
  other: QualifiedName,
  columns: readonly string[],
): Step {
  const list = columns.map(quoteIdent).join(', ');
  return {
    kind: 'check-same-rows',
    title: `check that ${displayQualified(other)} holds every row of ${displayQualified(table)}`,
    sql: [
      `SELECT count(*) AS missing FROM (SELECT ${list} FROM ${quoteQualified(table)} EXCEPT ALL SELECT ${list} FROM ${quoteQualified(other)}) AS t`,
    ],
    locks: [],
    hazards: [],
    changes: [],
    expect: '0',
  };
}

/** Moves a table out of the user's schema with all that it holds. */
export function keepTable(one: KeptTable): Step {
  const { table, kept } = one;
  return {
    ...base(one),
    kind: 'keep-table',
    title: `keep ${displayQualified(table)} as ${displayQualified(kept)}`,
    sql: [
      ...one.foreignKeys.flatMap((key) => key.drop),
      `ALTER TABLE ${quoteQualified(table)} RENAME TO ${quoteIdent(kept.name)}`,
      `ALTER TABLE ${quoteQualified({ schema: table.schema, name: kept.name })} SET SCHEMA ${quoteIdent(kept.schema)}`,
    ],
  };
}

export function returnTable(one: KeptTable): Step {
  const { table, kept } = one;
  return {
    ...base(one),
    locks: [{ table: kept, mode: 'ACCESS EXCLUSIVE' }],
    kind: 'return-table',
    title: `bring ${displayQualified(table)} back`,
    sql: [
      `ALTER TABLE ${quoteQualified(kept)} SET SCHEMA ${quoteIdent(table.schema)}`,
      `ALTER TABLE ${quoteQualified({ schema: table.schema, name: kept.name })} RENAME TO ${quoteIdent(table.name)}`,
      ...[...one.foreignKeys].reverse().flatMap((key) => key.restore),
    ],
  };
}

function base({
  table,
  indexes,
  sequences,
}: KeptTable): Pick<Step, 'locks' | 'hazards' | 'changes'> {
  const parts = ['column', 'constraint', 'trigger', 'policy', 'rule'].map(
    (kind): PlannedChange => ({
      identity: `${identity(kind, table.schema, table.name)}.*`,
      facts: null,
    }),
  );
  return {
    locks: [{ table, mode: 'ACCESS EXCLUSIVE' }],
    hazards: [],
    changes: [
      { identity: relationIdentity('table', table), facts: null },
      ...parts,
      ...indexes.map((one) => ({ identity: relationIdentity('index', one), facts: null })),
      ...sequences.map((one) => ({ identity: relationIdentity('sequence', one), facts: null })),
    ],
  };
}
