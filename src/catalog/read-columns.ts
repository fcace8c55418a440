import type { Session } from '../postgres/session.ts';
import type { Column } from './catalog.ts';
import { userNamespaces } from './user-namespaces.ts';

/** All columns of one relation: a row for each, or a list for each fact, would take most of the time of reading. */
interface ColumnsRow {
  table: number;
  names: string[];
  /** Of each column its number, type, type modifier, collation and flags: `1 23 -1 0 1,2 25 -1 100 0`. */
  facts: string;
}

interface Facts {
  readonly number: number;
  readonly type: { readonly oid: number; readonly typmod: number; sql: string };
  readonly collation: number;
  readonly flags: number;
}

const flag = { notNull: 1, inherited: 2, always: 4, byDefault: 8, stored: 16, virtual: 32 };

// Sequences have the same three columns each: nobody asks for them.
const columnsSql = `
SELECT a.attrelid AS table, pg_catalog.json_agg(a.attname) AS names,
       pg_catalog.string_agg(pg_catalog.concat_ws(' ', a.attnum, a.atttypid, a.atttypmod, a.attcollation,
         CASE WHEN a.attnotnull THEN ${flag.notNull} ELSE 0 END
         + CASE WHEN a.attinhcount > 0 THEN ${flag.inherited} ELSE 0 END
         + CASE a.attidentity WHEN 'a' THEN ${flag.always} WHEN 'd' THEN ${flag.byDefault} ELSE 0 END
         + CASE a.attgenerated WHEN 's' THEN ${flag.stored} WHEN 'v' THEN ${flag.virtual} ELSE 0 END), ',') AS facts
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
  const used = new Map<string, Facts['type']>();
  // The columns of a large database share few facts.
  const known = new Map<string, Facts>();
  const found = new Map<number, readonly Column[]>();
  for (const row of rows) {
    const facts = row.facts.split(',').map((text) => {
      const one = known.get(text) ?? readFacts(text, used);
      known.set(text, one);
      return one;
    });
    const columns = row.names.flatMap((name, at) => {
      const one = facts[at];
      return one === undefined ? [] : [toColumn(name, one)];
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

/** @param used types that columns share, by OID and modifier */
function readFacts(text: string, used: Map<string, Facts['type']>): Facts {
  const [number = 0, oid = 0, typmod = -1, collation = 0, flags = 0] = text.split(' ').map(Number);
  const key = `${oid} ${typmod}`;
  const type = used.get(key) ?? { oid, typmod, sql: '' };
  used.set(key, type);
  return { number, type, collation, flags };
}

function toColumn(name: string, { number, type, collation, flags }: Facts): Column {
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
