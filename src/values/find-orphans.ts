import type { Catalog, Constraint, Relation } from '../catalog/catalog.ts';
import { childrenOf, columnByName, columnByNumber, relationByOid } from '../catalog/lookup.ts';
import type { OrphanKey, Orphans } from '../diagnose/fault.ts';
import { type QualifiedName, quoteIdent } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';
import { equalityOperators } from './equality-operators.ts';
import type { GatherRequest } from './gather-request.ts';
import { constraintInSql, keyInSql, type OperatorOf } from './key-in-sql.ts';
import { fromTable } from './mapping-sql.ts';
import { type KeyInSql, orphanEvidenceSql, orphanSql } from './orphan-sql.ts';
import {
  clearedColumns,
  foreignKeysInto,
  isSame,
  partitionsOf,
  type WrittenTable,
  writtenTables,
} from './orphan-tables.ts';
import { countGoingSql, goingSql, type Inbound } from './removal-sql.ts';

export { keyName, type WrittenTable } from './orphan-tables.ts';

/** One key of the fault, counted. Counts are rows. */
export interface OrphanFacts {
  readonly key: OrphanKey;
  readonly sql: KeyInSql;
  readonly rows: number;
  readonly nulls: number;
  readonly orphans: number;
  readonly distinct: number;
  /** Orphans whose key stands in a table that inherits from the referenced one. */
  readonly inChildren: number;
  /** Distinct values that do not stand for "none" (0, −1, '', the nil uuid). */
  readonly meant: number;
  /** Those that do, with their rows. */
  readonly sentinels: readonly { readonly value: string; readonly rows: number }[];
  readonly samples: readonly { readonly value: string; readonly rows: number }[];
  readonly digest: string;
  readonly referencedRows: boolean;
  /** The columns that become NULL so that nothing is referenced any more; empty where NOT NULL forbids it. */
  readonly clears: readonly string[];
  readonly notNull: readonly string[];
  /** Defaults that would make the next orphan. */
  readonly defaults: readonly { readonly column: string; readonly value: string }[];
  readonly children: readonly QualifiedName[];
}

/** What goes when the orphans' whole rows go. */
export interface RemovalFacts {
  /** By table, those that lose rows or references; the orphans' own first. */
  readonly tables: readonly (WrittenTable & { readonly rows: number })[];
  readonly inbound: readonly Inbound[];
  /** The SELECT of all rows that go, and its counts as text, to be compared under lock. */
  readonly going: string;
  readonly counts: string;
}

export interface OrphansFacts {
  /** Only keys that have orphans. */
  readonly keys: readonly OrphanFacts[];
  readonly tables: readonly WrittenTable[];
  readonly removal: RemovalFacts | null;
}

/** Counts the orphans of every key of the fault, and what hangs on them. */
export async function findOrphans(
  session: Session,
  fault: Orphans,
  { catalog }: GatherRequest,
): Promise<OrphansFacts> {
  const reached = reachedTables(catalog, fault);
  const types = reached.flatMap((table) => table.columns.map((column) => column.type.oid));
  const operator = await equalityOperators(session, catalog, types);
  const keys: OrphanFacts[] = [];
  for (const key of fault.keys) {
    const facts = await countKey(session, catalog, key, operator);
    if (facts !== null && facts.orphans > 0) keys.push(facts);
  }
  const tables = writtenTables(
    catalog,
    keys.flatMap(({ key }) => relationByOid(catalog, key.referencing.oid) ?? []),
  );
  const declared = fault.keys.flatMap((key) => inboundOfKey(catalog, key, operator) ?? []);
  return {
    keys,
    tables,
    removal:
      keys.length === 0 ? null : await findRemoval(session, catalog, keys, declared, operator),
  };
}

async function countKey(
  session: Session,
  catalog: Catalog,
  key: OrphanKey,
  operator: OperatorOf,
): Promise<OrphanFacts | null> {
  const referencing = relationByOid(catalog, key.referencing.oid);
  const referenced = relationByOid(catalog, key.referenced.oid);
  const sql = keyInSql(catalog, key, operator);
  if (referencing === undefined || referenced === undefined || sql === null) return null;
  // Most references by name are sound: one look at the first that is not costs less than all counts.
  if (key.state === 'suggested' && !(await anyOrphan(session, sql))) return null;
  const { rows } = await session.query<
    Record<string, string> & Record<'samples' | 'sentinels', { value: string; n: number }[]>
  >(orphanEvidenceSql(sql));
  const [counts] = rows;
  const any = await session.query<{ any: boolean }>(
    `SELECT EXISTS (SELECT FROM ${fromTable(sql.referenced.table, sql.referenced.partitioned)}) AS any`,
  );
  return {
    key,
    sql,
    rows: Number(counts?.rows ?? 0),
    nulls: Number(counts?.nulls ?? 0),
    orphans: Number(counts?.orphans ?? 0),
    distinct: Number(counts?.distinct_values ?? 0),
    inChildren: Number(counts?.in_children ?? 0),
    meant: Number(counts?.meant_values ?? 0),
    sentinels: (counts?.sentinels ?? []).map(({ value, n }) => ({ value, rows: n })),
    samples: (counts?.samples ?? []).map(({ value, n }) => ({ value, rows: n })),
    digest: counts?.digest ?? '',
    referencedRows: any.rows[0]?.any === true,
    clears: clearedColumns(catalog, referencing, key),
    notNull: key.referencing.columns.filter((one) => one.notNull).map((one) => one.name),
    defaults: await orphanDefaults(session, referencing, sql),
    children:
      referenced.kind === 'partitioned table'
        ? []
        : childrenOf(catalog, referenced).map(({ schema, name }) => ({ schema, name })),
  };
}

async function anyOrphan(session: Session, sql: KeyInSql): Promise<boolean> {
  const from = fromTable(sql.referencing.table, sql.referencing.partitioned);
  const { rows } = await session.query<{ any: boolean }>(
    `SELECT EXISTS (SELECT FROM ${from} AS t WHERE ${orphanSql(sql)}) AS any`,
  );
  return rows[0]?.any === true;
}

/** Constant defaults of single-column keys that no row of the referenced table has. */
async function orphanDefaults(
  session: Session,
  relation: Relation,
  sql: KeyInSql,
): Promise<OrphanFacts['defaults']> {
  const [only, second] = sql.columns;
  if (only === undefined || second !== undefined) return [];
  const value = columnByName(relation, only.referencing)?.default ?? null;
  if (value === null || !/^\(?'?-?[^'()]*'?\)?(::[\w ."()]+)?$/.test(value)) return [];
  if (/^NULL\b/i.test(value) || /[a-z_]\(/i.test(value.replace(/::.*$/, ''))) return [];
  const { rows } = await session.query<{ missing: boolean }>(
    `SELECT NOT EXISTS (SELECT FROM ${fromTable(sql.referenced.table, sql.referenced.partitioned)} AS r ` +
      `WHERE r.${quoteIdent(only.referenced)}::text = (${value})::text) AS missing`,
  );
  return rows[0]?.missing === true ? [{ column: only.referencing, value }] : [];
}

async function findRemoval(
  session: Session,
  catalog: Catalog,
  keys: readonly OrphanFacts[],
  declared: readonly Inbound[],
  operator: OperatorOf,
): Promise<RemovalFacts> {
  const inbound: Inbound[] = [];
  const relations: Relation[] = [];
  const queue = keys.flatMap(({ key }) => relationByOid(catalog, key.referencing.oid) ?? []);
  for (let table = queue.shift(); table !== undefined; table = queue.shift()) {
    if (relations.includes(table)) continue;
    const { oid } = table;
    relations.push(table);
    const found = [
      ...foreignKeysInto(catalog, table).flatMap((one) => inboundOf(catalog, one, operator) ?? []),
      ...declared.filter((one) => isSame(one.key.referenced.table, table as Relation)),
    ];
    for (const one of found) {
      if (
        inbound.some(
          (other) =>
            other.constraint === one.constraint &&
            isSame(other.key.referencing.table, one.key.referencing.table),
        )
      )
        continue;
      inbound.push(one);
      const child = catalog.relations.find((other) => isSame(other, one.key.referencing.table));
      if (child !== undefined && child.oid !== oid) queue.push(child);
    }
  }
  const going = goingSql(
    keys.map((one) => one.sql),
    inbound,
  );
  const { rows } = await session.query<{ counts: string }>(countGoingSql(going));
  const counts = rows[0]?.counts ?? '{}';
  const byOid = JSON.parse(counts) as Record<string, number>;
  return {
    tables: writtenTables(catalog, relations).map((table, at) => {
      const relation = relations[at];
      const oids = relation === undefined ? [] : [relation, ...partitionsOf(catalog, relation)];
      return { ...table, rows: oids.reduce((sum, one) => sum + (byOid[String(one.oid)] ?? 0), 0) };
    }),
    inbound,
    going,
    counts,
  };
}

/** The tables that the orphans' removal may reach. */
function reachedTables(catalog: Catalog, fault: Orphans): Relation[] {
  const reached: Relation[] = [];
  const queue = fault.keys.flatMap((key) =>
    [key.referencing.oid, key.referenced.oid].flatMap((oid) => relationByOid(catalog, oid) ?? []),
  );
  for (let table = queue.shift(); table !== undefined; table = queue.shift()) {
    if (reached.includes(table)) continue;
    reached.push(table);
    for (const one of foreignKeysInto(catalog, table)) {
      const child = relationByOid(catalog, one.table);
      if (child !== undefined) queue.push(child);
    }
  }
  return reached;
}

function inboundOfKey(catalog: Catalog, key: OrphanKey, operator: OperatorOf): Inbound | null {
  const sql = keyInSql(catalog, key, operator);
  return sql === null ? null : { constraint: key.constraint, key: sql, fate: 'goes' };
}

function inboundOf(catalog: Catalog, constraint: Constraint, operator: OperatorOf): Inbound | null {
  // A temporal key takes no row with it: PostgreSQL refuses to delete what it stands on.
  if (constraint.foreignKey === null || constraint.foreignKey.period === true) return null;
  const key = constraintInSql(catalog, constraint, operator);
  const from = relationByOid(catalog, constraint.table);
  if (key === null || from === undefined) return null;
  const clearable = constraint.columns.every((one) => columnByNumber(from, one)?.notNull !== true);
  return {
    constraint: constraint.name,
    key,
    fate: constraint.foreignKey.onDelete === 'SET NULL' && clearable ? 'cleared' : 'goes',
  };
}
