import type { Session } from '../postgres/session.ts';
import type { Column } from './catalog.ts';
import { numbersIn } from './packed-facts.ts';
import { userNamespaces } from './user-namespaces.ts';

/** The columns that have all but their names and places in common. */
interface AlikeRow {
  type: number;
  typmod: number;
  /** The type in SQL. */
  sql: string;
  collation: number;
  not_null: boolean;
  inherited: boolean;
  identity: string;
  generated: string;
  names: string[];
  /** OIDs of their relations, and their numbers, as arrays print. */
  tables: string;
  numbers: string;
}

/**
 * The index by relation and number passes over the system columns, and over those of indexes and TOAST tables, which are
 * most of pg_attribute; OFFSET 0 keeps the planner from reading all of them. Sequences have the same three columns each:
 * nobody asks for them.
 */
const columnsSql = `
SELECT a.atttypid AS type, a.atttypmod AS typmod, pg_catalog.format_type(a.atttypid, a.atttypmod) AS sql,
       a.attcollation AS collation, a.attnotnull AS not_null, a.inherited, a.attidentity AS identity,
       a.attgenerated AS generated, pg_catalog.json_agg(a.attname) AS names,
       pg_catalog.array_agg(c.oid)::text AS tables, pg_catalog.array_agg(a.attnum)::text AS numbers
  FROM pg_catalog.pg_class c
 CROSS JOIN LATERAL (
       SELECT b.attname, b.attnum, b.atttypid, b.atttypmod, b.attcollation, b.attnotnull, b.attinhcount > 0 AS inherited,
              b.attidentity, b.attgenerated
         FROM pg_catalog.pg_attribute b
        WHERE b.attrelid = c.oid AND b.attnum > 0 AND NOT b.attisdropped OFFSET 0) a
 WHERE c.relnamespace IN (${userNamespaces}) AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
 GROUP BY 1, 2, 4, 5, 6, 7, 8`;

/**
 * Columns by the OID of their relation, in order, without the details that `addDetails` brings: one query. The
 * session is inside a transaction under quietSettings.
 */
export async function readColumns(
  session: Session,
  journalSchema: string,
): Promise<ReadonlyMap<number, readonly Column[]>> {
  const { rows } = await session.query<AlikeRow>(columnsSql, [journalSchema]);
  const found = new Map<number, Column[]>();
  // Columns of one type share it.
  const types = new Map<string, Column['type']>();
  for (const row of rows) {
    const key = `${row.type} ${row.typmod}`;
    const type = types.get(key) ?? { oid: row.type, typmod: row.typmod, sql: row.sql };
    types.set(key, type);
    const alike = columnLike(row, type);
    const [tables, numbers] = [numbersIn(row.tables), numbersIn(row.numbers)];
    for (const [at, name] of row.names.entries()) {
      const table = tables[at] ?? 0;
      const column = { ...alike, number: numbers[at] ?? 0, name };
      const own = found.get(table);
      if (own === undefined) found.set(table, [column]);
      else own.push(column);
    }
  }
  for (const own of found.values()) own.sort((one, other) => one.number - other.number);
  return found;
}

function columnLike(row: AlikeRow, type: Column['type']): Column {
  return {
    number: 0,
    name: '',
    type,
    notNull: row.not_null,
    default: null,
    identity: row.identity === 'a' ? 'always' : row.identity === 'd' ? 'by default' : null,
    generated: row.generated === 's' ? 'stored' : row.generated === 'v' ? 'virtual' : null,
    collation: row.collation,
    comment: null,
    ownedSequence: null,
    inherited: row.inherited,
  };
}
