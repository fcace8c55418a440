import type { Session } from '../postgres/session.ts';
import type { Column } from './catalog.ts';
import { packedFacts, packedRow, packedRows } from './packed-facts.ts';
import { userNamespaces } from './user-namespaces.ts';

interface ColumnsRow {
  names: string[] | null;
  /** Of each column its table, number, type, type modifier, collation and flags; in no order, which would take long. */
  facts: string | null;
  /** The types that they have. */
  types: [oid: number, typmod: number, sql: string][] | null;
}

type SharedType = Column['type'];

const flag = { notNull: 1, inherited: 2, always: 4, byDefault: 8, stored: 16, virtual: 32 };

// Sequences have the same three columns each: nobody asks for them.
const columnsSql = `
WITH x AS MATERIALIZED (
  SELECT a.attname, a.atttypid, a.atttypmod,
         ${packedRow(
           'a.attrelid, a.attnum, a.atttypid, a.atttypmod, a.attcollation',
           `CASE WHEN a.attnotnull THEN ${flag.notNull} ELSE 0 END
            + CASE WHEN a.attinhcount > 0 THEN ${flag.inherited} ELSE 0 END
            + CASE a.attidentity WHEN 'a' THEN ${flag.always} WHEN 'd' THEN ${flag.byDefault} ELSE 0 END
            + CASE a.attgenerated WHEN 's' THEN ${flag.stored} WHEN 'v' THEN ${flag.virtual} ELSE 0 END`,
         )} AS facts
    FROM pg_catalog.pg_attribute a
    JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
   WHERE c.relnamespace IN (${userNamespaces}) AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
     AND a.attnum > 0 AND NOT a.attisdropped)
SELECT pg_catalog.json_agg(x.attname) AS names, ${packedRows('x.facts')} AS facts,
       (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(t.atttypid::int8, t.atttypmod, pg_catalog.format_type(t.atttypid, t.atttypmod)))
          FROM (SELECT DISTINCT atttypid, atttypmod FROM x) t) AS types
  FROM x`;

/**
 * Columns by the OID of their relation, in order, without the details that `addDetails` brings: one query. The
 * session is inside a transaction under quietSettings.
 */
export async function readColumns(
  session: Session,
  journalSchema: string,
): Promise<ReadonlyMap<number, readonly Column[]>> {
  const { rows } = await session.query<ColumnsRow>(columnsSql, [journalSchema]);
  const facts = packedFacts(rows[0]?.facts ?? null);
  // Columns of one type share it.
  const types = new Map<number, SharedType[]>();
  for (const [oid, typmod, sql] of rows[0]?.types ?? []) {
    types.set(oid, [...(types.get(oid) ?? []), { oid, typmod, sql }]);
  }
  const found = new Map<number, Column[]>();
  for (const name of rows[0]?.names ?? []) {
    const table = facts.number();
    const number = facts.number();
    const type = typeOf(types.get(facts.number()) ?? [], facts.number());
    const column = toColumn(name, number, type, facts.number(), facts.number());
    const own = found.get(table);
    if (own === undefined) found.set(table, [column]);
    else own.push(column);
  }
  for (const own of found.values()) own.sort((one, other) => one.number - other.number);
  return found;
}

function typeOf(ofOid: readonly SharedType[], typmod: number): SharedType {
  const [first] = ofOid;
  const found = first?.typmod === typmod ? first : ofOid.find((one) => one.typmod === typmod);
  if (found === undefined)
    throw new Error(`A column has a type that its own query did not list: ${typmod}`);
  return found;
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
