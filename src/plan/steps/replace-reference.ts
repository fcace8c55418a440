import { partIdentity, relationIdentity } from '../../catalog/fingerprint/identity.ts';
import {
  displayIdent,
  displayQualified,
  type QualifiedName,
  quoteIdent,
  quoteLiteral,
  quoteQualified,
} from '../../postgres/quote.ts';
import type { PlannedChange, Step } from '../step.ts';
import { type ForeignKeyWords, foreignKeyDefinition } from './foreign-key-definition.ts';
import { withTriggersDisabled } from './with-triggers-disabled.ts';

/** A foreign key that gives way to another, over a new column to the referenced table's primary key. */
export interface Reference extends ForeignKeyWords {
  readonly table: QualifiedName;
  readonly name: string;
  readonly definition: string;
  readonly comment: string | null;
  readonly referencedKey: string;
  readonly newColumn: {
    readonly name: string;
    readonly type: string;
    readonly notNull: boolean;
    /** Name of its index, where the old columns had one. */
    readonly index: string | null;
  };
  readonly newName: string;
}

/** The new column, filled over the old reference, and its foreign key in place of the old one. */
export function addReference(journalSchema: string, one: Reference): Step[] {
  const { table, newColumn } = one;
  const alter = `ALTER TABLE ${quoteQualified(table)}`;
  const name = quoteIdent(newColumn.name);
  const shown = `${displayQualified(table)}.${displayIdent(newColumn.name)}`;
  const filled = one.columns.map((column) => `t.${quoteIdent(column)} IS NOT NULL`);
  return [
    step(one, 'add-reference', `add ${shown}, filled over ${displayIdent(one.name)}`, [
      `${alter} ADD COLUMN ${name} ${newColumn.type}`,
      ...withTriggersDisabled(journalSchema, table, [
        `UPDATE ${quoteQualified(table)} AS t SET ${name} = k.${quoteIdent(one.referencedKey)} ` +
          `FROM ${quoteQualified(one.referenced)} AS k WHERE ${joined(one)}`,
      ]),
    ]),
    {
      ...step(one, 'check-reference', `check that every reference has found its row`, [
        `SELECT count(*) AS lost FROM ${quoteQualified(table)} AS t WHERE ${filled.join(' AND ')} AND t.${name} IS NULL`,
      ]),
      expect: '0',
    },
    step(
      one,
      'replace-reference',
      `lay ${displayIdent(one.newName)} in place of ${displayIdent(one.name)}`,
      [
        ...(newColumn.notNull ? [`${alter} ALTER COLUMN ${name} SET NOT NULL`] : []),
        ...(newColumn.index === null
          ? []
          : [`CREATE INDEX ${quoteIdent(newColumn.index)} ON ${quoteQualified(table)} (${name})`]),
        `${alter} DROP CONSTRAINT ${quoteIdent(one.name)}, ADD CONSTRAINT ${quoteIdent(one.newName)} ${newDefinition(one)}`,
      ],
    ),
  ];
}

/**
 * The old foreign key again; what was written since into the new column alone is carried over before. Where both columns
 * were written and lead to different rows, nobody knows which came later, and dropping one would lose it: then it stops.
 */
export function takeReferenceBack(journalSchema: string, one: Reference): Step[] {
  const { table, newColumn } = one;
  const alter = `ALTER TABLE ${quoteQualified(table)}`;
  const name = quoteIdent(newColumn.name);
  const set = one.columns.map(
    (column, at) => `${quoteIdent(column)} = k.${quoteIdent(one.referencedColumns[at] ?? '')}`,
  );
  const empty = one.columns.map((column) => `t.${quoteIdent(column)} IS NULL`);
  const other = one.columns.map(
    (column, at) =>
      `t.${quoteIdent(column)} IS DISTINCT FROM k.${quoteIdent(one.referencedColumns[at] ?? '')}`,
  );
  const filled = one.columns.map((column) => `t.${quoteIdent(column)} IS NOT NULL`);
  return [
    {
      ...step(
        one,
        'check-both-references',
        `check that ${displayIdent(newColumn.name)} of ${displayQualified(table)} leads where the old columns lead`,
        [
          `SELECT count(*) AS differing FROM ${quoteQualified(table)} AS t JOIN ${quoteQualified(one.referenced)} AS k ` +
            `ON t.${name} = k.${quoteIdent(one.referencedKey)} WHERE (${filled.join(' AND ')}) AND (${other.join(' OR ')})`,
        ],
      ),
      expect: '0',
    },
    step(
      one,
      'take-reference-back',
      `lay ${displayIdent(one.name)} on ${displayQualified(table)} again, and drop ${displayIdent(newColumn.name)}`,
      [
        ...withTriggersDisabled(journalSchema, table, [
          `UPDATE ${quoteQualified(table)} AS t SET ${set.join(', ')} FROM ${quoteQualified(one.referenced)} AS k ` +
            `WHERE t.${name} = k.${quoteIdent(one.referencedKey)} AND (${empty.join(' OR ')})`,
        ]),
        `${alter} DROP CONSTRAINT ${quoteIdent(one.newName)}`,
        `${alter} DROP COLUMN ${name}`,
        `${alter} ADD CONSTRAINT ${quoteIdent(one.name)} ${one.definition}`,
        ...(one.comment === null
          ? []
          : [
              `COMMENT ON CONSTRAINT ${quoteIdent(one.name)} ON ${quoteQualified(table)} IS ${quoteLiteral(one.comment)}`,
            ]),
      ],
    ),
  ];
}

function joined({ columns, referencedColumns }: Reference): string {
  return columns
    .map((column, at) => `t.${quoteIdent(column)} = k.${quoteIdent(referencedColumns[at] ?? '')}`)
    .join(' AND ');
}

function newDefinition(one: Reference): string {
  return foreignKeyDefinition({
    ...one,
    columns: [one.newColumn.name],
    referencedColumns: [one.referencedKey],
  });
}

function step(one: Reference, kind: string, title: string, sql: readonly string[]): Step {
  const { table, newColumn } = one;
  const parts: PlannedChange[] = [
    { identity: partIdentity('column', table, newColumn.name), facts: null },
    ...[one.name, one.newName, `${table.name}_${newColumn.name}_not_null`].map((name) => ({
      identity: partIdentity('constraint', table, name),
      facts: null,
    })),
    ...(newColumn.index === null
      ? []
      : [
          {
            identity: relationIdentity('index', { schema: table.schema, name: newColumn.index }),
            facts: null,
          },
        ]),
  ];
  return {
    kind,
    title,
    sql,
    locks: [
      { table, mode: 'ACCESS EXCLUSIVE' },
      { table: one.referenced, mode: 'SHARE ROW EXCLUSIVE' },
    ],
    hazards: [],
    changes: parts,
    changesValues: true,
  };
}
