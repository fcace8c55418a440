import { quoteIdent, quoteQualified } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import type { Dependent } from '../dependent.ts';
import { type RebuiltColumn, readRebuiltColumns, rebuildColumns } from './rebuilt-columns.ts';

const generatedSql = `
SELECT d.oid, n.nspname AS schema, c.relname AS table, a.attname AS name, a.attnotnull AS not_null,
       pg_catalog.format_type(a.atttypid, a.atttypmod) AS type, a.attgenerated AS generated,
       pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS expression,
       EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c') AS has_checks
  FROM pg_catalog.pg_attrdef d
  JOIN pg_catalog.pg_class c ON c.oid = d.adrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum AND a.attgenerated <> ''
 WHERE d.oid = ANY ($1::oid[])
   AND NOT EXISTS (SELECT FROM ROWS FROM (pg_catalog.unnest($2::oid[]), pg_catalog.unnest($3::int4[])) AS own(t, n)
                    WHERE own.t = d.adrelid AND own.n = d.adnum)`;

interface GeneratedRow {
  oid: number;
  schema: string;
  table: string;
  name: string;
  not_null: boolean;
  type: string;
  generated: string;
  expression: string;
  has_checks: boolean;
}

/**
 * Generated columns that are computed from the column. From 17 on their expression is set aside and laid back where
 * they stand. Where that does not do, they are dropped and added again, if they are the last columns of their table,
 * so that the order of columns stays; else refused.
 *
 * @param own columns that are retyped themselves: their own expressions or defaults are none of these.
 */
export async function liftGeneratedColumns(
  session: Session,
  oids: readonly number[],
  own: readonly { readonly table: number; readonly column: number }[],
): Promise<Map<number, Dependent>> {
  if (oids.length === 0) return new Map();
  const { rows } = await session.query<GeneratedRow>(generatedSql, [
    oids,
    own.map((one) => one.table),
    own.map((one) => one.column),
  ]);
  const reasons = new Map(rows.map((row) => [row.oid, whyNot(row, session.serverVersion)]));
  const unset = rows.filter((row) => reasons.get(row.oid) !== null).map((row) => row.oid);
  const rebuilt = await readRebuiltColumns(session, unset);
  return new Map(
    rows.map((row) => {
      const reason = reasons.get(row.oid) ?? null;
      const known = rebuilt.get(row.oid);
      if (reason === null || known === undefined || known.obstacle !== null)
        return [row.oid, generatedColumn(row, reason, known?.obstacle ?? null)];
      const [first] = known.together;
      return [row.oid, first === row.oid ? rebuilding(row, known, rebuilt) : alongWith(row)];
    }),
  );
}

function described(
  row: GeneratedRow,
): Pick<Dependent, 'kind' | 'description' | 'object' | 'locks'> {
  const table = { schema: row.schema, name: row.table };
  const description = `column ${row.name} of table ${row.schema}.${row.table}`;
  return { kind: 'generated column', description, object: table, locks: [table] };
}

/** The first column of a table does it for all: they are added again in their order. */
function rebuilding(
  row: GeneratedRow,
  { together }: RebuiltColumn,
  all: ReadonlyMap<number, RebuiltColumn>,
): Dependent {
  const columns = together.flatMap((oid) => all.get(oid) ?? []);
  return {
    ...described(row),
    handling: 'lifted',
    ...rebuildColumns({ schema: row.schema, name: row.table }, columns),
    reason: null,
  };
}

function alongWith(row: GeneratedRow): Dependent {
  return { ...described(row), handling: 'kept by PostgreSQL', drop: [], restore: [], reason: null };
}

function generatedColumn(
  row: GeneratedRow,
  reason: string | null,
  obstacle: string | null,
): Dependent {
  const table = { schema: row.schema, name: row.table };
  const base = described(row);
  const set = (expression: string) =>
    `ALTER TABLE ${quoteQualified(table)} ALTER COLUMN ${quoteIdent(row.name)} SET EXPRESSION AS (${expression})`;
  return {
    ...base,
    handling: reason === null ? 'lifted' : 'refused',
    drop: reason === null ? [set(`NULL::${row.type}`)] : [],
    restore: reason === null ? [set(row.expression)] : [],
    reason:
      reason === null
        ? null
        : `The generated ${base.description} is computed from it: ${reason}${obstacle === null ? '' : `, and ${obstacle}`}.`,
  };
}

function whyNot(row: GeneratedRow, version: number): string | null {
  if (row.not_null)
    return 'it is NOT NULL, so that its expression cannot be set aside where it stands';
  if (version < 170_000) {
    return 'before PostgreSQL 17 a generated column is laid back only by adding it at the end';
  }
  if (row.not_null)
    return 'it is NOT NULL, so that its expression cannot be set aside where it stands';
  if (row.generated === 'v' && row.has_checks) {
    return 'PostgreSQL cannot change the expression of a virtual column where the table has checks';
  }
  return null;
}
