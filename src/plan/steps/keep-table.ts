import type { Dependent } from '../../catalog/dependent.ts';
import { identity, partIdentity, relationIdentity } from '../../catalog/fingerprint/identity.ts';
import {
  displayIdent,
  displayQualified,
  type QualifiedName,
  quoteIdent,
  quoteLiteral,
  quoteQualified,
} from '../../postgres/quote.ts';
import type { PlannedChange, Step, StepLock } from '../step.ts';

/** A foreign key that leads to one table or to another. */
export interface MovedKey {
  readonly table: QualifiedName;
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly comment: string | null;
}

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

export function moveForeignKeys(keys: readonly MovedKey[], to: 'before' | 'after'): Step {
  return {
    kind: 'move-foreign-keys',
    title: `lay ${keys.map((one) => `${displayIdent(one.name)} on ${displayQualified(one.table)}`).join(', ')} anew`,
    sql: keys.flatMap((one) => {
      const [alter, name] = [`ALTER TABLE ${quoteQualified(one.table)}`, quoteIdent(one.name)];
      return [
        `${alter} DROP CONSTRAINT ${name}, ADD CONSTRAINT ${name} ${one[to]}`,
        ...(one.comment === null
          ? []
          : [
              `COMMENT ON CONSTRAINT ${name} ON ${quoteQualified(one.table)} IS ${quoteLiteral(one.comment)}`,
            ]),
      ];
    }),
    locks: keys.map(({ table }): StepLock => ({ table, mode: 'SHARE ROW EXCLUSIVE' })),
    hazards: [],
    changes: keys.map((one) => ({
      identity: partIdentity('constraint', one.table, one.name),
      facts: ['definition'],
    })),
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
