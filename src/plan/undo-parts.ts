import type { Catalog, Constraint, Relation } from '../catalog/catalog.ts';
import {
  columnByNumber,
  constraintsOf,
  findRelation,
  foreignKeysFrom,
  foreignKeysTo,
  relationByOid,
} from '../catalog/lookup.ts';
import {
  displayIdent,
  displayQualified,
  type QualifiedName,
  quoteLiteral,
} from '../postgres/quote.ts';
import type { PlannedTable } from './planned-part.ts';
import type { Step } from './step.ts';
import { dropKey } from './steps/add-key.ts';
import { dropForeignKeys } from './steps/drop-foreign-keys.ts';
import { settleKey } from './steps/put-off-keys.ts';
import { type ReturningRows, restoreReferences, returnRows } from './steps/restore-references.ts';
import { layNotValid } from './steps/validate-foreign-key.ts';
import type { UndoPart } from './undo-part.ts';

/** What a repair did besides its conversions, with what the journal has of it. */
export interface CountedUndo {
  readonly repair: number;
  readonly parts: readonly UndoPart[];
  /** Kept values that are still to be put back, by number. */
  readonly values: ReadonlyMap<number, number>;
  /** Kept rows that are still to be put back, by number, table by table. */
  readonly rows: ReadonlyMap<number, readonly ReturningRows[]>;
}

/** What taking these parts back adds to the plan of an undo. */
export interface UndoneParts {
  /** Tables that are locked first. */
  readonly tables: readonly QualifiedName[];
  /** Before anything else: foreign keys that stand in the way. */
  readonly first: readonly Step[];
  /** After the conversions are taken back, the newest part first. */
  readonly last: readonly Step[];
  /** The foreign keys that those steps drop. */
  readonly dropped: ReadonlySet<number>;
  readonly planned: readonly PlannedTable[];
  /** Tables that get rows back, and hold more than they did. */
  readonly growing: readonly QualifiedName[];
  readonly refusals: readonly string[];
  readonly outcome: readonly string[];
}

interface Standing {
  readonly table: Relation;
  readonly constraint: Constraint;
}

/** Pure. Parts whose object is gone meanwhile have nothing to be taken back. */
export function undoParts(catalog: Catalog, journalSchema: string, undo: CountedUndo): UndoneParts {
  const keys = undo.parts.flatMap((one) => (one.kind === 'key' ? [one] : []));
  const laid = undo.parts.flatMap((one) =>
    one.kind === 'foreign-key' || one.kind === 'put-off'
      ? [{ table: one.table, name: one.name, notValid: one.kind === 'foreign-key' && one.notValid }]
      : [],
  );
  const dropped = uniqueConstraints([
    ...laid.flatMap((one) => standing(catalog, one) ?? []),
    ...keys.flatMap((key) => key.foreignKeys.flatMap((one) => standing(catalog, one) ?? [])),
    ...undo.parts.flatMap((one) => (one.kind === 'suggested-key' ? laidSince(catalog, one) : [])),
  ]).filter(({ constraint }) => constraint.foreignKey !== null);
  const added = keys.flatMap((one) => standing(catalog, one) ?? []);
  const refusals = added.flatMap(({ table, constraint }) =>
    foreignKeysTo(catalog, table)
      .filter((one) => one.index === constraint.index && one.parent === 0)
      .filter((one) => !dropped.some((other) => other.constraint.oid === one.oid))
      .map((one) => {
        const from = relationByOid(catalog, one.table);
        const where = from === undefined ? '' : ` on ${displayQualified(from)}`;
        return `${displayIdent(one.name)}${where} stands on ${displayIdent(constraint.name)} since: drop that foreign key first.`;
      }),
  );
  const gone = new Set(dropped.map(({ constraint }) => constraint.oid));
  const last: Step[] = [];
  const outcome: string[] = [];
  const planned: PlannedTable[] = [];
  const growing: QualifiedName[] = [];
  for (const part of [...undo.parts].reverse()) {
    if (part.kind === 'steps') {
      last.push(...part.steps);
      outcome.push(part.outcome);
    }
    if (part.kind === 'put-off') {
      last.push(settleKey(journalSchema, part, 'forgotten'));
      outcome.push(
        `${displayIdent(part.name)} on ${displayQualified(part.table)} was put off, and will not be laid any more.`,
      );
    }
    if (part.kind === 'values') {
      const count = undo.values.get(part.number) ?? 0;
      const relation = findRelation(catalog, part.table);
      if (count === 0 || relation === undefined) continue;
      last.push(restoreReferences(journalSchema, undo.repair, part, count));
      planned.push({
        table: part.table,
        becomes: {},
        unsaid: part.columns.map((one) => one.name),
        goes: null,
      });
      outcome.push(
        `${displayQualified(part.table)} (${part.columns.map((one) => displayIdent(one.name)).join(', ')}): ${count} ${count === 1 ? 'value' : 'values'} put back.`,
      );
    }
    if (part.kind === 'rows') {
      const tables = (undo.rows.get(part.number) ?? []).filter((one) => one.count > 0);
      if (tables.length === 0) continue;
      last.push(returnRows(journalSchema, undo.repair, part.number, tables));
      growing.push(...tables.map((one) => one.table));
      outcome.push(
        ...tables.map(
          ({ table, count }) =>
            `${displayQualified(table)}: ${count} ${count === 1 ? 'row' : 'rows'} put back.`,
        ),
      );
    }
  }
  for (const { table, constraint } of added) {
    last.push(dropKey({ schema: table.schema, name: table.name }, constraint.name));
    outcome.push(`${displayIdent(constraint.name)} on ${displayQualified(table)} is gone.`);
  }
  for (const { table, constraint } of dropped) {
    const name = { schema: table.schema, name: table.name };
    const was = laid.find((one) => one.name === constraint.name && isSame(one.table, name));
    const where = `${displayIdent(constraint.name)} on ${displayQualified(name)}`;
    if (was?.notValid === true) {
      const { definition, comment } = constraint;
      last.push(layNotValid(name, constraint.name, definition, comment, quoteLiteral));
      outcome.push(`${where} is NOT VALID again.`);
    } else outcome.push(`${where} is gone.`);
  }
  return {
    tables: [
      ...[...dropped, ...added].map(({ table }) => table),
      ...dropped.flatMap(
        ({ constraint }) =>
          relationByOid(catalog, constraint.foreignKey?.referencedTable ?? 0) ?? [],
      ),
      ...undo.parts.flatMap((one) =>
        one.kind === 'steps'
          ? one.steps.flatMap(({ locks }) => locks.map(({ table }) => table))
          : [],
      ),
      ...planned.map((one) => one.table),
      ...growing,
    ].map(({ schema, name }) => ({ schema, name })),
    first:
      dropped.length === 0
        ? []
        : [
            dropForeignKeys(
              dropped.map(({ table, constraint }) => ({
                table: { schema: table.schema, name: table.name },
                name: constraint.name,
              })),
            ),
          ],
    last,
    dropped: gone,
    planned,
    growing,
    refusals,
    outcome,
  };
}

function standing(
  catalog: Catalog,
  { table, name }: { readonly table: QualifiedName; readonly name: string },
): Standing | null {
  const relation = findRelation(catalog, table);
  if (relation === undefined) return null;
  const constraint = constraintsOf(catalog, relation).find((one) => one.name === name);
  return constraint === undefined ? null : { table: relation, constraint };
}

/** The foreign keys over these columns to this table: there was none when only names suggested one. */
function laidSince(
  catalog: Catalog,
  { table, columns, referenced }: Extract<UndoPart, { kind: 'suggested-key' }>,
): Standing[] {
  const [relation, other] = [findRelation(catalog, table), findRelation(catalog, referenced)];
  if (relation === undefined || other === undefined) return [];
  return foreignKeysFrom(catalog, relation)
    .filter((one) => one.parent === 0 && one.foreignKey?.referencedTable === other.oid)
    .filter(({ columns: own }) => {
      const names = own.map((number) => columnByNumber(relation, number)?.name ?? '');
      return names.length === columns.length && columns.every((name) => names.includes(name));
    })
    .map((constraint) => ({ table: relation, constraint }));
}

function uniqueConstraints(all: readonly Standing[]): Standing[] {
  return [...new Map(all.map((one) => [one.constraint.oid, one])).values()];
}

function isSame(one: QualifiedName, other: QualifiedName): boolean {
  return one.schema === other.schema && one.name === other.name;
}
