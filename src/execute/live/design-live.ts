import type { Catalog, Relation } from '../../catalog/catalog.ts';
import { readTableCopies } from '../../catalog/copy/read-table-copies.ts';
import { readTableDependents } from '../../catalog/copy/read-table-dependents.ts';
import { readTableObstacles } from '../../catalog/copy/read-table-obstacles.ts';
import type { TableCopy } from '../../catalog/copy/table-copy.ts';
import type { Dependent } from '../../catalog/dependent.ts';
import {
  childrenOf,
  columnByName,
  constraintsOf,
  findRelation,
  relationByOid,
} from '../../catalog/lookup.ts';
import { isIn, tablesOf } from '../../plan/conversion-steps.ts';
import type { Conversion, Plan } from '../../plan/plan.ts';
import type { PlannedChange } from '../../plan/step.ts';
import { PgmendError } from '../../postgres/pgmend-error.ts';
import { displayQualified, type QualifiedName } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import { changesOfPartitions } from '../../verify/changes-of-partitions.ts';
import { isCapture } from './capture-sql.ts';
import { keyColumns } from './key-columns.ts';
import type { LiveDesign, LiveForeignKey, LiveLookup, LiveTable } from './live-design.ts';
import { copyObstacles, dependentObstacle, planObstacles } from './live-obstacles.ts';
import { liveTable } from './live-table.ts';
import { liveLookups } from './live-values.ts';

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
    const table = await liveTable(session, catalog, id, at + 1, relation, own, copies, reasons);
    tables.push({ ...table, keys: keyColumns(catalog, id, relation, conversions) });
  }
  const lookups = uniqueLookups(conversions.flatMap((one) => liveLookups(catalog, id, one)));
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
