import type { Session } from '../postgres/session.ts';
import type { Column } from './catalog.ts';
import { packedFacts, separators } from './packed-facts.ts';
import { userNamespaces } from './user-namespaces.ts';

interface ColumnsRow {
  names: string[] | null;
  /** Of each column its table, number, type, type modifier, collation and flags; in no order, which would take long. */
  facts: string | null;
}

type SharedType = { readonly oid: number; readonly typmod: number; sql: string };

const flag = { notNull: 1, inherited: 2, always: 4, byDefault: 8, stored: 16, virtual: 32 };

// Sequences have the same three columns each: nobody asks for them.
const columnsSql = `
SELECT pg_catalog.json_agg(x.attname) AS names, pg_catalog.string_agg(x.facts, '${separators.row}') AS facts
  FROM (SELECT a.attname,
               pg_catalog.concat_ws('${separators.value}', a.attrelid, a.attnum, a.atttypid, a.atttypmod, a.attcollation,
                 CASE WHEN a.attnotnull THEN ${flag.notNull} ELSE 0 END
                 + CASE WHEN a.attinhcount > 0 THEN ${flag.inherited} ELSE 0 END
                 + CASE a.attidentity WHEN 'a' THEN ${flag.always} WHEN 'd' THEN ${flag.byDefault} ELSE 0 END
                 + CASE a.attgenerated WHEN 's' THEN ${flag.stored} WHEN 'v' THEN ${flag.virtual} ELSE 0 END) AS facts
          FROM pg_catalog.pg_attribute a
          JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
         WHERE c.relnamespace IN (${userNamespaces}) AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
           AND a.attnum > 0 AND NOT a.attisdropped) x`;

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
  const facts = packedFacts(rows[0]?.facts ?? '');
  const types = new Map<number, SharedType[]>();
  const found = new Map<number, Column[]>();
  for (const name of rows[0]?.names ?? []) {
    const table = facts.number();
    const number = facts.number();
    const type = sharedType(types, facts.number(), facts.number());
    const column = toColumn(name, number, type, facts.number(), facts.number());
    const own = found.get(table);
    if (own === undefined) found.set(table, [column]);
    else own.push(column);
  }
  for (const own of found.values()) own.sort((one, other) => one.number - other.number);
  const used = [...types.values()].flat();
  const named = await session.query<{ sql: string }>(typesSql, [
    used.map((one) => one.oid),
    used.map((one) => one.typmod),
  ]);
  // Columns of one type share it, so that each gets its words here.
  for (const [at, type] of used.entries()) type.sql = named.rows[at]?.sql ?? '';
  return found;
}

/** @param types by OID, each with its modifiers: the columns of a large database share few. */
function sharedType(types: Map<number, SharedType[]>, oid: number, typmod: number): SharedType {
  const known = types.get(oid) ?? [];
  const same = known.find((one) => one.typmod === typmod);
  if (same !== undefined) return same;
  const type = { oid, typmod, sql: '' };
  types.set(oid, [...known, type]);
  return type;
}

function toColumn(
  name: string,
  number: number,
  type: SharedType,
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
