import {
  displayIdent,
  displayQualified,
  quoteIdent,
  quoteQualified,
} from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import type { Catalog, Index } from '../catalog.ts';
import type { Dependent, DependentKind } from '../dependent.ts';
import { constraintsOf, indexesOf } from '../lookup.ts';
import type { KnownColumn } from './column-ref.ts';
import { type Computed, computedDependent, type IndexExtras } from './computed-dependent.ts';
import { meaningAfter } from './same-meaning.ts';

// Only which expression indexes mention the column needs asking: pg_index has no column numbers for these.
const mentionsSql = `
SELECT DISTINCT x.t AS table, x.n AS number, i.indexrelid AS index,
       pg_catalog.concat_ws(' ', pg_catalog.pg_get_expr(i.indexprs, i.indrelid), pg_catalog.pg_get_expr(i.indpred, i.indrelid))
         AS expression, i.indisclustered AS clustered,
       i.indisvalid AND NOT i.indisreplident AND c.reltablespace = 0
         AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = i.indexrelid AND a.attstattarget >= 0) AS plain
  FROM ROWS FROM (pg_catalog.unnest($1::oid[]), pg_catalog.unnest($2::int4[])) AS x(t, n)
  JOIN pg_catalog.pg_index i ON i.indrelid = x.t AND (i.indexprs IS NOT NULL OR i.indpred IS NOT NULL)
  JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = i.indexrelid
   AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = x.t AND d.refobjsubid = x.n
  JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid`;

const statisticsSql = `
SELECT DISTINCT n.nspname AS schema, s.stxname AS name,
       pg_catalog.pg_describe_object('pg_catalog.pg_statistic_ext'::regclass, s.oid, 0) AS description
  FROM ROWS FROM (pg_catalog.unnest($1::oid[]), pg_catalog.unnest($2::int4[])) AS x(t, n)
  JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_statistic_ext'::regclass
   AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = x.t AND d.refobjsubid = x.n
  JOIN pg_catalog.pg_statistic_ext s ON s.oid = d.objid
  JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace`;

interface Mention extends IndexExtras {
  table: number;
  number: number;
  index: number;
  expression: string;
}

/**
 * What ALTER COLUMN … TYPE rebuilds or keeps by itself: indexes, keys, checks, statistics, sequences. What computes
 * with the column is lifted or refused by {@link computedDependent}; an operator class that was chosen for the old
 * type is refused by name. Defaults are lifted: the new type must take them.
 */
export async function keptByPostgresql(
  session: Session,
  catalog: Catalog,
  columns: readonly KnownColumn[],
): Promise<Dependent[]> {
  const params = [
    columns.map(({ table }) => table.oid),
    columns.map(({ column }) => column.number),
  ] as const;
  const mentions = await session.query<Mention>(mentionsSql, params);
  const statistics = await session.query<{ schema: string; name: string; description: string }>(
    statisticsSql,
    params,
  );
  const defaultClasses = new Set(
    catalog.operatorClasses.filter((one) => one.isDefault).map((one) => one.oid),
  );
  const found: Dependent[] = [];
  const seen = new Set<string>();
  const once = (dependent: Dependent) => {
    const key = `${dependent.kind} ${dependent.description}`;
    if (!seen.has(key)) found.push(dependent);
    seen.add(key);
  };
  for (const known of columns) {
    const computed = (one: Computed) => once(computedDependent(catalog, columns, known, one));
    for (const index of indexesOf(catalog, known.table)) {
      if (!index.valid)
        once(kept('index', `index ${displayQualified(index)}`, index, invalid(index)));
      const mention = mentions.rows.find(
        ({ index: oid, table, number }) =>
          oid === index.oid && table === known.table.oid && number === known.column.number,
      );
      if (mention !== undefined) {
        computed({ kind: 'index', one: index, expression: mention.expression, extras: mention });
      }
      const reason = whyIndexFails(catalog, index, known, defaultClasses);
      if (reason !== null) once(kept('index', `index ${displayQualified(index)}`, index, reason));
    }
    for (const constraint of constraintsOf(catalog, known.table)) {
      if (constraint.kind === 'foreign key' || !constraint.columns.includes(known.column.number))
        continue;
      if (constraint.kind === 'check') {
        computed({ kind: 'constraint', one: constraint, expression: constraint.definition });
      }
      const object = { schema: known.table.schema, name: constraint.name };
      const description = `constraint ${displayIdent(constraint.name)} on table ${displayQualified(known.table)}`;
      once(kept('constraint', description, object, ''));
    }
    for (const dependent of sequenceAndDefault(known)) once(dependent);
  }
  for (const row of statistics.rows) once(kept('statistics', row.description, row, ''));
  return found;
}

/** '' when it is rebuilt without trouble, null when its columns have nothing to do with the column. */
function whyIndexFails(
  catalog: Catalog,
  index: Index,
  { column, newType }: KnownColumn,
  defaultClasses: ReadonlySet<number>,
): string | null {
  const key = index.columns.find((one) => one.column === column.number);
  if (key === undefined) return includes(index, column.name) ? '' : null;
  if (
    !defaultClasses.has(key.operatorClass) &&
    meaningAfter(catalog, column.type.oid, newType) !== 'same'
  ) {
    return `The index ${displayQualified(index)} has an operator class that was chosen for the old type of ${column.name}. Drop it first, and create it for the new type afterwards.`;
  }
  return '';
}

/** A rewrite makes every index of the table again, and an unfinished one valid by that. */
function invalid(index: Index): string {
  return `The index ${displayQualified(index)} is invalid, as CREATE INDEX CONCURRENTLY leaves it when it fails, and would not stay so: drop it or REINDEX it first.`;
}

/** INCLUDE columns stand in the definition alone; they are rebuilt whatever their type. */
function includes(index: Index, column: string): boolean {
  const at = index.definition.lastIndexOf(' INCLUDE (');
  return at >= 0 && index.definition.slice(at).includes(column);
}

function sequenceAndDefault({ table, column }: KnownColumn): Dependent[] {
  const dependents: Dependent[] = [];
  const sequence = column.ownedSequence;
  if (sequence !== null) {
    dependents.push(kept('sequence', `sequence ${displayQualified(sequence)}`, sequence, ''));
  }
  if (column.default !== null && column.generated === null) {
    const alter = `ALTER TABLE ${quoteQualified(table)} ALTER COLUMN ${quoteIdent(column.name)}`;
    const what = `default value for column ${displayIdent(column.name)} of table ${displayQualified(table)}`;
    dependents.push({
      ...kept('default', what, table, ''),
      handling: 'lifted',
      drop: [`${alter} DROP DEFAULT`],
      restore: [`${alter} SET DEFAULT ${column.default}`],
    });
  }
  return dependents;
}

function kept(
  kind: DependentKind,
  description: string,
  { schema, name }: { readonly schema: string; readonly name: string },
  reason: string,
): Dependent {
  return {
    kind,
    description,
    object: { schema, name },
    locks: [],
    handling: reason === '' ? 'kept by PostgreSQL' : 'refused',
    drop: [],
    restore: [],
    reason: reason === '' ? null : reason,
  };
}
