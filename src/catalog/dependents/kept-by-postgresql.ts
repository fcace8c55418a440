import {
  displayIdent,
  displayQualified,
  quoteIdent,
  quoteQualified,
} from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import type { Catalog, Constraint, Index } from '../catalog.ts';
import type { Dependent, DependentKind } from '../dependent.ts';
import { constraintsOf, indexesOf } from '../lookup.ts';
import type { KnownColumn } from './column-ref.ts';
import { isOnlyNullTested } from './null-tests.ts';

// Only which expression indexes mention the column needs asking: pg_index has no column numbers for these.
const mentionsSql = `
SELECT DISTINCT x.t AS table, x.n AS number, i.indexrelid AS index,
       pg_catalog.concat_ws(' ', pg_catalog.pg_get_expr(i.indexprs, i.indrelid), pg_catalog.pg_get_expr(i.indpred, i.indrelid))
         AS expression
  FROM ROWS FROM (pg_catalog.unnest($1::oid[]), pg_catalog.unnest($2::int4[])) AS x(t, n)
  JOIN pg_catalog.pg_index i ON i.indrelid = x.t AND (i.indexprs IS NOT NULL OR i.indpred IS NOT NULL)
  JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = i.indexrelid
   AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = x.t AND d.refobjsubid = x.n`;

const statisticsSql = `
SELECT DISTINCT n.nspname AS schema, s.stxname AS name,
       pg_catalog.pg_describe_object('pg_catalog.pg_statistic_ext'::regclass, s.oid, 0) AS description
  FROM ROWS FROM (pg_catalog.unnest($1::oid[]), pg_catalog.unnest($2::int4[])) AS x(t, n)
  JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_statistic_ext'::regclass
   AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = x.t AND d.refobjsubid = x.n
  JOIN pg_catalog.pg_statistic_ext s ON s.oid = d.objid
  JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace`;

interface Mention {
  table: number;
  number: number;
  index: number;
  expression: string;
}

/**
 * What ALTER COLUMN … TYPE rebuilds or keeps by itself: indexes, keys, checks, statistics, sequences. Where the
 * rebuilding depends on the old type it is refused by name: an operator class chosen for it, an expression or
 * CHECK that does more with the column than test it for NULL. Defaults are lifted: the new type must take them.
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
    for (const index of indexesOf(catalog, known.table)) {
      const reason = whyIndexFails(index, known, mentions.rows, defaultClasses);
      if (reason !== null) once(kept('index', `index ${displayQualified(index)}`, index, reason));
    }
    for (const constraint of constraintsOf(catalog, known.table)) {
      const reason = whyConstraintFails(constraint, known);
      if (reason === null) continue;
      const object = { schema: known.table.schema, name: constraint.name };
      const description = `constraint ${displayIdent(constraint.name)} on table ${displayQualified(known.table)}`;
      once(kept('constraint', description, object, reason));
    }
    for (const dependent of sequenceAndDefault(known)) once(dependent);
  }
  for (const row of statistics.rows) once(kept('statistics', row.description, row, ''));
  return found;
}

/** '' when it is rebuilt without trouble, null when the index has nothing to do with the column. */
function whyIndexFails(
  index: Index,
  { table, column }: KnownColumn,
  mentions: readonly Mention[],
  defaultClasses: ReadonlySet<number>,
): string | null {
  const name = displayQualified(index);
  const mention = mentions.find(
    (one) => one.index === index.oid && one.table === table.oid && one.number === column.number,
  );
  if (mention !== undefined && !isOnlyNullTested(mention.expression, column.name)) {
    return `The index ${name} computes with the column ${column.name}: its expression is written for the old type.`;
  }
  const key = index.columns.find((one) => one.column === column.number);
  if (key !== undefined && !defaultClasses.has(key.operatorClass)) {
    return `The index ${name} has an operator class that was chosen for the old type of ${column.name}.`;
  }
  return key !== undefined || mention !== undefined || includes(index, column.name) ? '' : null;
}

/** INCLUDE columns stand in the definition alone; they are rebuilt whatever their type. */
function includes(index: Index, column: string): boolean {
  const at = index.definition.lastIndexOf(' INCLUDE (');
  return at >= 0 && index.definition.slice(at).includes(column);
}

function whyConstraintFails(constraint: Constraint, { table, column }: KnownColumn): string | null {
  if (constraint.kind === 'foreign key' || !constraint.columns.includes(column.number)) return null;
  if (constraint.kind !== 'check' || isOnlyNullTested(constraint.definition, column.name))
    return '';
  return `The check ${displayIdent(constraint.name)} on ${displayQualified(table)} computes with the column ${column.name}: it is written for the old type.`;
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
