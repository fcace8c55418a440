import type { Catalog, Relation } from '../../catalog/catalog.ts';
import { readTableCopies } from '../../catalog/copy/read-table-copies.ts';
import { readTableDependents } from '../../catalog/copy/read-table-dependents.ts';
import { readTableObstacles } from '../../catalog/copy/read-table-obstacles.ts';
import type { TableCopy } from '../../catalog/copy/table-copy.ts';
import type { Dependent } from '../../catalog/dependent.ts';
import {
  childrenOf,
  columnByName,
  columnByNumber,
  constraintsOf,
  findRelation,
  indexesOf,
  relationByOid,
} from '../../catalog/lookup.ts';
import { isIn, tablesOf } from '../../plan/conversion-steps.ts';
import type { Conversion, Plan } from '../../plan/plan.ts';
import type { PlannedChange } from '../../plan/step.ts';
import { PgmendError } from '../../postgres/pgmend-error.ts';
import { displayIdent, displayQualified, type QualifiedName } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import { readOwnedSequence } from '../../values/owned-sequence.ts';
import { changesOfPartitions } from '../../verify/changes-of-partitions.ts';
import type {
  LiveDesign,
  LiveForeignKey,
  LiveLookup,
  LiveMember,
  LiveSequence,
  LiveTable,
} from './live-design.ts';
import { liveLookups, liveValue } from './live-values.ts';

/** Steps of a plan that a live execution does in its own way; what is not among them it refuses. */
const known = new Set([
  'lock-tables',
  'materialise-mapping',
  'check-evidence',
  'keep-values',
  'remember-values',
  'set-rows-aside',
  'discard-rows',
  'lift-dependents',
  'drop-identity',
  'retype-columns',
  'retype-sequence',
  'drop-sequence',
  'lay-dependents',
  'drop-mapping',
  'analyze-table',
]);

/**
 * What a plan's live execution is made of.
 *
 * @param session inside a transaction, under quietSettings.
 * @throws PgmendError `live-impossible` with every reason, by name.
 */
export async function designLive(
  session: Session,
  catalog: Catalog,
  plan: Plan,
  id: number,
): Promise<LiveDesign> {
  const { journalSchema, conversions } = plan;
  const reasons: string[] = [...planObstacles(plan)];
  const relations = tablesOf(conversions).flatMap((table) => findRelation(catalog, table) ?? []);
  const copies = await readTableCopies(
    session,
    relations.map((one) => one.oid),
  );
  const oids = copies.map((one) => one.oid);
  reasons.push(...(await readTableObstacles(session, oids, journalSchema)));
  reasons.push(...copies.flatMap((copy) => copyObstacles(catalog, copy)));
  const tables: LiveTable[] = [];
  for (const [at, relation] of relations.entries()) {
    const own = conversions.filter((one) => isIn(one, relation));
    tables.push(await liveTable(session, catalog, id, at + 1, relation, own, copies, reasons));
  }
  const lookups = uniqueLookups(conversions.flatMap((one) => liveLookups(id, one)));
  reasons.push(
    ...lookups
      .filter((one) => one.partitioned)
      .map(
        (one) => `${displayQualified(one.table)} is partitioned, and values are looked up in it.`,
      ),
  );
  const dependents = await dependentsOf(session, catalog, copies, conversions);
  reasons.push(...dependents.flatMap(dependentObstacle));
  if (reasons.length > 0) throw impossible([...new Set(reasons)]);
  const lifted = dependents.filter((one) => one.handling === 'lifted');
  return {
    format: 1,
    id,
    journalSchema,
    tables,
    lookups,
    neighbours: neighboursOf(tables, lifted, lookups),
    dependents: lifted.filter((one) => one.kind !== 'foreign key'),
    foreignKeys: foreignKeysOf(catalog, lifted),
    changes: changesOf(catalog, plan),
  };
}

function impossible(reasons: readonly string[]): PgmendError {
  return new PgmendError(
    'live-impossible',
    `This cannot be done live: ${reasons.join(' ')}`,
    'Nothing was changed. Remove what stands in the way, or do it in one transaction, without --live.',
    1,
  );
}

function planObstacles(plan: Plan): string[] {
  const others = [...plan.steps, ...plan.after].filter((step) => !known.has(step.kind));
  return [
    ...(plan.conversions.length === 0
      ? ['The plan changes no type, which is all that takes long.']
      : []),
    ...plan.refusals,
    ...others.map(
      (step) => `The plan would also ${step.title}, which is done in one transaction only.`,
    ),
    ...plan.conversions.flatMap(({ mapped, weighed: { mapping }, generator }) =>
      (mapping.kind === 'convert' && mapping.fresh !== null && mapped.newType !== 'uuid') ||
      (generator?.identity ?? null) !== null
        ? [
            `${displayQualified(mapped.table)}.${displayIdent(mapped.column)} gets new numbers, which are counted over all keys at once.`,
          ]
        : [],
    ),
  ];
}

function copyObstacles(catalog: Catalog, copy: TableCopy): string[] {
  const name = displayQualified(copy);
  const { role } = catalog;
  return [
    ...(copy.owner !== role.name && !role.superuser
      ? [
          `${name} belongs to ${copy.owner}; only that role or a superuser can put another table in its place.`,
        ]
      : []),
    ...copy.indexes.flatMap((index) => {
      const shown = displayQualified(index);
      if (!index.valid && !copy.partitioned)
        return [`The index ${shown} is invalid: drop it or REINDEX it first.`];
      return index.constraint?.kind === 'exclusion' && index.constraint.deferrable
        ? [`The exclusion constraint ${shown} is DEFERRABLE.`]
        : [];
    }),
  ];
}

function dependentObstacle(one: Dependent): string[] {
  if (one.kind === 'materialized view') {
    return [
      `${one.description} would have to be filled again while everybody waits: drop it first, and make it again afterwards.`,
    ];
  }
  return one.handling === 'refused' && one.reason !== null ? [one.reason] : [];
}

async function liveTable(
  session: Session,
  catalog: Catalog,
  id: number,
  number: number,
  relation: Relation,
  conversions: readonly Conversion[],
  copies: readonly TableCopy[],
  reasons: string[],
): Promise<LiveTable> {
  const prefix = `live_${id}_t${number}`;
  const members = treeOf(relation.oid, copies).map((copy, at) =>
    memberOf(copy, `${prefix}_m${at}`),
  );
  const newTypeOf = (name: string, type: string) =>
    conversions.find((one) => one.mapped.column === name)?.mapped.newType ?? type;
  const columns = relation.columns
    .filter((one) => one.generated === null)
    .map(({ name, type }) => ({ name, type: type.sql, newType: newTypeOf(name, type.sql) }));
  const key = keyOf(catalog, relation);
  if (key === null) {
    reasons.push(
      `${displayQualified(relation)} has no usable key: a primary key, or a unique one over NOT NULL columns that is not deferrable.`,
    );
  }
  const sequences: LiveSequence[] = [];
  for (const column of relation.columns) {
    const sequence = await readOwnedSequence(session, relation, column);
    if (sequence === null) continue;
    const generator = conversions.find((one) => one.mapped.column === column.name)?.generator;
    sequences.push({
      column: column.name,
      sequence,
      shadow: `${prefix}_s${column.number}`,
      old: `${prefix}_s${column.number}_old`,
      stays: (generator?.lifted ?? null) === null,
    });
  }
  return {
    number,
    table: { schema: relation.schema, name: relation.name },
    partitioned: relation.kind === 'partitioned table',
    members,
    rowKey: conversions[0]?.rowKey ?? [],
    key: (key ?? []).map((name) => {
      const type = columnByName(relation, name)?.type.sql ?? 'text';
      return { name, type, newType: newTypeOf(name, type) };
    }),
    columns,
    values: conversions.map((one) => liveValue(catalog, id, one)),
    log: `${prefix}_log`,
    left: `${prefix}_left`,
    since: `${prefix}_since`,
    capture: prefix,
    sequences,
  };
}

function treeOf(root: number, copies: readonly TableCopy[]): TableCopy[] {
  const found = new Set([root]);
  return copies.filter((one) => {
    if (one.oid !== root && !found.has(one.parent)) return false;
    found.add(one.oid);
    return true;
  });
}

function memberOf(copy: TableCopy, name: string): LiveMember {
  return {
    copy,
    shadow: name,
    old: `${name}_old`,
    indexes: copy.indexes.map((index, at) => ({
      copy: index,
      shadow: `${name}_i${at}`,
      old: `${name}_i${at}_old`,
      rest: index.rest,
      constraint: index.constraint?.definition ?? null,
    })),
    statistics: copy.statistics.map((_, at) => `${name}_x${at}_old`),
  };
}

/** Columns of the primary key, else of a unique index over NOT NULL columns; null without one. */
function keyOf(catalog: Catalog, relation: Relation): string[] | null {
  const usable = indexesOf(catalog, relation)
    .filter(
      (one) => one.unique && one.immediate && one.valid && !one.partial && !one.hasExpressions,
    )
    .flatMap((index) => {
      const columns = index.columns.flatMap((one) => columnByNumber(relation, one.column) ?? []);
      const whole =
        columns.length === index.columns.length &&
        columns.every((one) => one.notNull && one.generated === null);
      return whole ? [{ primary: index.primary, names: columns.map((one) => one.name) }] : [];
    });
  return (usable.find((one) => one.primary) ?? usable[0])?.names ?? null;
}

async function dependentsOf(
  session: Session,
  catalog: Catalog,
  copies: readonly TableCopy[],
  conversions: readonly Conversion[],
): Promise<Dependent[]> {
  const relations = copies.flatMap((one) => relationByOid(catalog, one.oid) ?? []);
  const retyped = conversions.flatMap(({ mapped }) => {
    const table = findRelation(catalog, mapped.table);
    const column = table === undefined ? undefined : columnByName(table, mapped.column);
    return table === undefined || column === undefined
      ? []
      : [{ table: table.oid, column: column.number, newType: mapped.newTypeOid }];
  });
  const all = await readTableDependents(session, catalog, relations, retyped);
  return all.filter((one) => !(one.kind === 'trigger' && isCapture(one.object.name)));
}

/** Foreign keys by what the catalog says of them; a partitioned table cannot have one NOT VALID before 18. */
export function foreignKeysOf(catalog: Catalog, lifted: readonly Dependent[]): LiveForeignKey[] {
  return lifted.flatMap((one) => {
    const [table] = one.locks;
    if (one.kind !== 'foreign key' || table === undefined) return [];
    const relation = findRelation(catalog, table);
    const constraint =
      relation === undefined
        ? undefined
        : constraintsOf(catalog, relation).find(
            ({ name, kind }) => kind === 'foreign key' && name === one.object.name,
          );
    if (relation === undefined || constraint === undefined) return [];
    const byParts = relation.kind === 'partitioned table' && catalog.serverVersion < 180_000;
    return [
      {
        table,
        name: constraint.name,
        definition: constraint.definition,
        comment: constraint.comment,
        validated: constraint.validated && constraint.enforced,
        leaves: byParts ? leavesOf(catalog, relation) : null,
      },
    ];
  });
}

function leavesOf(catalog: Catalog, relation: Relation): QualifiedName[] {
  return childrenOf(catalog, relation).flatMap((one) =>
    one.kind === 'partitioned table'
      ? leavesOf(catalog, one)
      : [{ schema: one.schema, name: one.name }],
  );
}

/** A trigger of ours. */
export function isCapture(name: string): boolean {
  return /^pgmend_live_\d+_/.test(name);
}

function uniqueLookups(lookups: readonly LiveLookup[]): LiveLookup[] {
  return [...new Map(lookups.map((one) => [one.capture, one])).values()];
}

/** The other ends of foreign keys, views, and tables that are looked up. */
export function neighboursOf(
  tables: readonly LiveTable[],
  dependents: readonly Dependent[],
  lookups: readonly LiveLookup[],
): QualifiedName[] {
  const own = tables.flatMap((one) => one.members.map(({ copy }) => copy));
  const all = [...dependents.flatMap((one) => one.locks), ...lookups.map((one) => one.table)];
  const byName = new Map(all.map(({ schema, name }) => [`${schema}\0${name}`, { schema, name }]));
  return [...byName.values()]
    .filter((one) => !own.some((other) => other.schema === one.schema && other.name === one.name))
    .sort((one, other) =>
      `${one.schema}\0${one.name}` < `${other.schema}\0${other.name}` ? -1 : 1,
    );
}

/** What the plan says that it changes, in partitions too. */
function changesOf(catalog: Catalog, plan: Plan): PlannedChange[] {
  const planned = [...plan.steps, ...plan.after].flatMap((step) => step.changes);
  return [...planned, ...changesOfPartitions(catalog, planned)];
}
