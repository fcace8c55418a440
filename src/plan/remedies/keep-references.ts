import type { Catalog, Constraint, Index, Relation } from '../../catalog/catalog.ts';
import { foreignKeyDependent } from '../../catalog/dependents/lifted-foreign-keys.ts';
import { columnByNumber, indexesOf, relationByOid, uniqueIndexFor } from '../../catalog/lookup.ts';
import { chooseKeyName } from '../../diagnose/choose-constraint-name.ts';
import type { DroppedKey, ExplainedFault, ExplainedKind } from '../../diagnose/fault.ts';
import {
  foreignKeysOn,
  sameColumns,
} from '../../diagnose/faults/dependent-objects/dropped-keys.ts';
import { displayIdent, displayQualified } from '../../postgres/quote.ts';
import { layDependents, liftDependents } from '../steps/lift-dependents.ts';
import { lockTables } from '../steps/lock-tables.ts';
import { layKeyAgain, renameKey, replaceKey, type StoredKey } from '../steps/replace-key.ts';
import type { ExplainedRepair } from './repair-explained.ts';
import { replaceReferences } from './replace-references.ts';

/** A key that goes, with the foreign keys that stand on it. */
export interface GoingKey {
  readonly dropped: DroppedKey;
  readonly table: Relation;
  readonly key: StoredKey;
  readonly columns: readonly string[];
  readonly foreignKeys: readonly Constraint[];
}

/**
 * What foreign keys can stand on when a statement drops their key: another key over the same columns that is there or
 * that the statement lays; the same key under another name; or the primary key of the table, by columns of their own.
 */
export function keepReferences(
  catalog: Catalog,
  { droppedKey }: ExplainedFault<ExplainedKind>,
  journalSchema: string,
): ExplainedRepair[] {
  const going = droppedKey === undefined ? null : goingKey(catalog, droppedKey);
  if (going === null || !going.table.owned) return [];
  if (going.foreignKeys.length === 0) return [dropConstraint(going)];
  const tables = going.foreignKeys.map((one) => relationByOid(catalog, one.table));
  if (tables.some((one) => one === undefined || !one.owned)) return [];
  const other = otherKey(catalog, going);
  if (other !== null) return [standOn(catalog, going, other)];
  const laid = going.dropped.laid.find((one) => sameColumns(one.columns, going.columns));
  if (laid !== undefined && (!laid.primary || allNotNull(going))) {
    return [standOnLaid(catalog, going, laid)];
  }
  const replaced = going.dropped.laid.some((one) => one.primary) && going.key.primary;
  const keep = keepKey(catalog, going, replaced);
  return replaced ? [keep] : [...replaceReferences(catalog, going, journalSchema), keep];
}

function goingKey(catalog: Catalog, dropped: DroppedKey): GoingKey | null {
  const table = relationByOid(catalog, dropped.table);
  const index =
    table === undefined
      ? undefined
      : indexesOf(catalog, table).find((one) => one.oid === dropped.index);
  if (table === undefined || index === undefined || table.kind !== 'table') return null;
  const constraint = catalog.constraints.find((one) => one.oid === index.constraint);
  return {
    dropped,
    table,
    key: { table, index, constraint: constraint ?? null, primary: index.primary },
    columns: index.columns.map(({ column }) => columnByNumber(table, column)?.name ?? ''),
    foreignKeys: foreignKeysOn(catalog, table, index.oid),
  };
}

function allNotNull({ table, columns }: GoingKey): boolean {
  return table.columns.every((one) => one.notNull || !columns.includes(one.name));
}

/** Another index that a foreign key could use, over the same columns. */
function otherKey(catalog: Catalog, { table, key }: GoingKey): Index | null {
  const without = {
    ...catalog,
    indexes: catalog.indexes.filter((one) => one.oid !== key.index.oid),
  };
  const found = uniqueIndexFor(
    without,
    table,
    key.index.columns.map((one) => one.column),
  );
  return found.found === 'usable' ? found.index : null;
}

/** The statement without the drop, which the plan makes itself. */
function insteadOf(
  { dropped, key }: GoingKey,
  sql: string,
): NonNullable<ExplainedRepair['instead']> {
  const change = `without dropping ${displayIdent(key.index.name)}, which the plan does`;
  return {
    sql,
    changes: [change],
    reason: 'the plan does a part of it',
    commandTag: dropped.commandTag,
  };
}

function around(catalog: Catalog, { table, foreignKeys }: GoingKey) {
  const dependents = foreignKeys.map((one) => foreignKeyDependent(catalog, one));
  const tables = [table, ...foreignKeys.flatMap((one) => relationByOid(catalog, one.table) ?? [])];
  const names = [
    ...new Map(tables.map((one) => [one.oid, { schema: one.schema, name: one.name }])).values(),
  ];
  return {
    lock: lockTables(names),
    lift: liftDependents(dependents),
    lay: layDependents(dependents),
    shown: dependents.map((one) => one.description).join(', '),
  };
}

function standOn(catalog: Catalog, going: GoingKey, other: Index): ExplainedRepair {
  const { lock, lift, lay, shown } = around(catalog, going);
  const name = displayIdent(other.name);
  return {
    remedy: {
      kind: 'use-other-key',
      title: `let ${shown} stand on ${name}, and drop ${displayIdent(going.key.index.name)}`,
      recommended: true,
      reason: `${name} is unique over the same columns, so nothing else changes.`,
    },
    question: null,
    steps: [lock, lift, replaceKey(going.key, null), lay],
    undo: [
      {
        kind: 'steps',
        outcome: `${displayIdent(going.key.index.name)} is there again.`,
        steps: [lift, layKeyAgain(going.key, null, []), lay],
      },
    ],
    outcome: `${shown} stands on ${name} now.`,
    instead: insteadOf(going, going.dropped.rest),
  };
}

function standOnLaid(
  catalog: Catalog,
  going: GoingKey,
  laid: DroppedKey['laid'][number],
): ExplainedRepair {
  const { lock, lift, lay, shown } = around(catalog, going);
  const { table, key, columns } = going;
  const name = laid.name ?? chooseKeyName(catalog, table, laid.primary ? null : columns);
  const next = { name, primary: laid.primary, columns: laid.columns };
  return {
    remedy: {
      kind: 'use-laid-key',
      title: `let ${shown} stand on the key that the statement lays over the same columns`,
      recommended: true,
      reason: `${displayIdent(name)} takes the place of ${displayIdent(key.index.name)}, and the references go on.`,
    },
    question: null,
    steps: [lock, lift, replaceKey(key, next), lay],
    undo: [
      {
        kind: 'steps',
        outcome: `${displayIdent(key.index.name)} is there again.`,
        steps: [lift, layKeyAgain(key, name, []), lay],
      },
    ],
    outcome: `${shown} stands on ${displayIdent(name)} now.`,
    instead: insteadOf(going, going.dropped.restWithoutLaid),
  };
}

function keepKey(catalog: Catalog, going: GoingKey, replaced: boolean): ExplainedRepair {
  const { table, key, columns, dropped } = going;
  const { lock, lift, lay, shown } = around(catalog, going);
  const name = chooseKeyName(catalog, table, columns, 'kept');
  const laid = dropped.laid.flatMap(
    (one) => one.name ?? (one.primary ? chooseKeyName(catalog, table, null) : []),
  );
  const old = displayIdent(key.index.name);
  const list = columns.map(displayIdent).join(', ');
  return {
    remedy: {
      kind: 'keep-key',
      title: `keep a unique key (${list}) of ${displayQualified(table)} under the name ${displayIdent(name)}, for ${shown}`,
      recommended: true,
      reason: replaced
        ? `The statement makes another primary key, and the references stay on (${list}).`
        : `The references stay as they are, and ${old} is gone as the statement wants it.`,
    },
    question: replaced
      ? null
      : `${shown} ${going.foreignKeys.length === 1 ? 'stands' : 'stand'} on ${old}, which the statement drops. What shall become of ${going.foreignKeys.length === 1 ? 'that foreign key' : 'those foreign keys'}?`,
    ...(key.primary
      ? {
          steps: [lock, lift, replaceKey(key, { name, primary: false, columns }), lay],
          undo: [
            {
              kind: 'steps' as const,
              outcome: `${old} is the primary key of ${displayQualified(table)} again.`,
              steps: [lift, layKeyAgain(key, name, laid), lay],
            },
          ],
        }
      : {
          steps: [renameKey(key, name)],
          undo: [
            {
              kind: 'steps' as const,
              outcome: `${displayIdent(name)} is named ${old} again.`,
              steps: [renameKey({ ...key, index: { ...key.index, name } }, key.index.name, laid)],
            },
          ],
        }),
    outcome: `${shown} goes on, on the unique key ${displayIdent(name)} of ${displayQualified(table)}.`,
    instead: insteadOf(going, dropped.rest),
  };
}

/** An index that belongs to a constraint, and that nothing else needs. */
function dropConstraint(going: GoingKey): ExplainedRepair {
  const { key, table, dropped } = going;
  const name = displayIdent(key.constraint?.name ?? key.index.name);
  return {
    remedy: {
      kind: 'drop-constraint',
      title: `drop the constraint ${name} of ${displayQualified(table)} with its index`,
      recommended: true,
      reason: 'No foreign key stands on it; the rows stay as they are.',
    },
    question: `${dropped.commandTag === 'DROP INDEX' ? `The index ${displayIdent(key.index.name)} belongs to the constraint ${name}` : `${name} is the only unique constraint over the columns that the statement's name speaks of: ${key.constraint?.definition ?? ''}`}. Is it to go?`,
    steps: [lockTables([{ schema: table.schema, name: table.name }]), replaceKey(key, null)],
    undo: [
      { kind: 'steps', outcome: `${name} is there again.`, steps: [layKeyAgain(key, null, [])] },
    ],
    outcome: `${name} is gone, with its index.`,
    instead: insteadOf(going, dropped.rest),
  };
}
