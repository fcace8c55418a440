import type { Catalog, Relation } from '../../catalog/catalog.ts';
import type { TableCopy } from '../../catalog/copy/table-copy.ts';
import { columnByName, columnByNumber, indexesOf } from '../../catalog/lookup.ts';
import { underDomain } from '../../catalog/under-domain.ts';
import type { Conversion } from '../../plan/plan.ts';
import { displayQualified } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import { readOwnedSequence } from '../../values/owned-sequence.ts';
import type { LiveMember, LiveSequence, LiveTable } from './live-design.ts';
import { liveValue } from './live-values.ts';

/** One table with its partitions; why it cannot be copied is added to `reasons`. */
export async function liveTable(
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
      const column = columnByName(relation, name);
      // A domain may refuse NULL, and a work table has rows of nothing but NULL: the table was truncated.
      const type = column === undefined ? 'text' : underDomain(catalog, column.type).sql;
      return { name, type, newType: newTypeOf(name, type) };
    }),
    columns,
    values: conversions.map((one) => liveValue(catalog, id, one)),
    log: `${prefix}_log`,
    left: `${prefix}_left`,
    since: `${prefix}_since`,
    capture: prefix,
    sequences,
    identities: conversions.flatMap(({ mapped: { column }, generator }, at) => {
      const sequence = generator?.identity ?? null;
      return sequence === null ? [] : [{ column, sequence, shadow: `${prefix}_n${at}` }];
    }),
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
