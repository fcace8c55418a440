import type { Session } from '../postgres/session.ts';
import type { Column } from './catalog.ts';
import { userNamespaces } from './user-namespaces.ts';

/** All columns of one relation, as arrays that belong together: a row for each would take most of the time of reading. */
interface ColumnsRow {
  table: number;
  names: string[];
  numbers: string;
  types: string;
  typmods: string;
  collations: string;
  flags: string;
}

const flag = { notNull: 1, inherited: 2, always: 4, byDefault: 8, stored: 16, virtual: 32 };

// Sequences have the same three columns each: nobody asks for them.
const columnsSql = `
SELECT a.attrelid AS table, pg_catalog.json_agg(a.attname) AS names, pg_catalog.array_agg(a.attnum)::text AS numbers,
       pg_catalog.array_agg(a.atttypid)::text AS types, pg_catalog.array_agg(a.atttypmod)::text AS typmods,
       pg_catalog.array_agg(a.attcollation)::text AS collations,
       pg_catalog.array_agg(CASE WHEN a.attnotnull THEN ${flag.notNull} ELSE 0 END
         + CASE WHEN a.attinhcount > 0 THEN ${flag.inherited} ELSE 0 END
         + CASE a.attidentity WHEN 'a' THEN ${flag.always} WHEN 'd' THEN ${flag.byDefault} ELSE 0 END
         + CASE a.attgenerated WHEN 's' THEN ${flag.stored} WHEN 'v' THEN ${flag.virtual} ELSE 0 END)::text AS flags
  FROM pg_catalog.pg_attribute a
  JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
 WHERE c.relnamespace IN (${userNamespaces}) AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
   AND a.attnum > 0 AND NOT a.attisdropped
 GROUP BY a.attrelid`;

const typesSql = `
SELECT pg_catalog.format_type(x.type, x.typmod) AS sql
  FROM ROWS FROM (pg_catalog.unnest($1::oid[]), pg_catalog.unnest($2::int4[])) WITH ORDINALITY AS x(type, typmod, n)
 ORDER BY x.n`;

/**
 * Columns by the OID of their relation, in order, without the details that `addDetails` brings: two queries. The
 * session is inside a transaction under quietSettings.
 */
export async function readColumns(
  session: Session,
  journalSchema: string,
): Promise<ReadonlyMap<number, readonly Column[]>> {
  const { rows } = await session.query<ColumnsRow>(columnsSql, [journalSchema]);
  const used = new Map<string, { readonly oid: number; readonly typmod: number; sql: string }>();
  const found = new Map<number, readonly Column[]>();
  for (const row of rows) {
    const [numbers, types, typmods] = [list(row.numbers), list(row.types), list(row.typmods)];
    const [collations, flags] = [list(row.collations), list(row.flags)];
    const columns = row.names.map((name, at): Column => {
      const [oid, typmod] = [types[at] ?? 0, typmods[at] ?? -1];
      const key = `${oid} ${typmod}`;
      let type = used.get(key);
      if (type === undefined) {
        type = { oid, typmod, sql: '' };
        used.set(key, type);
      }
      return toColumn(name, numbers[at] ?? 0, type, collations[at] ?? 0, flags[at] ?? 0);
    });
    found.set(
      row.table,
      columns.sort((one, other) => one.number - other.number),
    );
  }
  const types = [...used.values()];
  const named = await session.query<{ sql: string }>(typesSql, [
    types.map((one) => one.oid),
    types.map((one) => one.typmod),
  ]);
  // Columns of one type share it, so that each gets its words here.
  for (const [at, type] of types.entries()) type.sql = named.rows[at]?.sql ?? '';
  return found;
}

function toColumn(
  name: string,
  number: number,
  type: Column['type'],
  collation: number,
  flags: number,
): Column {
  return {
    number,
    name,
    type,
    notNull: (flags & flag.notNull) !== 0,
    default: null,
    identity:
      (flags & flag.always) !== 0 ? 'always' : (flags & flag.byDefault) !== 0 ? 'by default' : null,
    generated:
      (flags & flag.stored) !== 0 ? 'stored' : (flags & flag.virtual) !== 0 ? 'virtual' : null,
    collation,
    comment: null,
    ownedSequence: null,
    inherited: (flags & flag.inherited) !== 0,
  };
}

/** An array of numbers as it prints: `{1,2,3}`. */
function list(array: string): number[] {
  return array.slice(1, -1).split(',').map(Number);
}
