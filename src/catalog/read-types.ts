import { pipelined } from '../postgres/pipelined.ts';
import type { Session } from '../postgres/session.ts';
import type { Cast, Collation, EqualityOperator, OperatorClass, Type } from './catalog.ts';

type Types = {
  readonly types: Type[];
  readonly equalityOperators: EqualityOperator[];
  readonly operatorClasses: OperatorClass[];
  readonly casts: Cast[];
  readonly collations: Collation[];
};

interface TypeRow {
  oid: number;
  schema: string;
  name: string;
  kind: string;
  category: string;
  preferred: boolean;
  base_type: number;
  base_typmod: number;
  base_sql: string | null;
  not_null: boolean;
  element_type: number;
  range_subtype: number;
  array_type: number;
  labels: string[] | null;
  sql: string;
}

/**
 * A true array is what `get_element_type()` takes for one: `typsubscript` says it from 14 on, the length before. The
 * parameter is a list of OIDs, or null for all but row types of tables and arrays of them.
 */
function typesSql(serverVersion: number): string {
  const trueArray =
    serverVersion >= 140_000
      ? `t.typsubscript = 'pg_catalog.array_subscript_handler'::regproc`
      : 't.typlen = -1';
  const subtype =
    serverVersion >= 140_000
      ? 'SELECT rngtypid AS type, rngsubtype FROM pg_catalog.pg_range UNION ALL SELECT rngmultitypid, rngsubtype FROM pg_catalog.pg_range'
      : 'SELECT rngtypid AS type, rngsubtype FROM pg_catalog.pg_range';
  return `
SELECT t.oid, n.nspname AS schema, t.typname AS name, t.typtype AS kind, t.typcategory AS category,
       t.typispreferred AS preferred, t.typbasetype AS base_type, t.typtypmod AS base_typmod,
       CASE WHEN t.typtype = 'd' THEN pg_catalog.format_type(t.typbasetype, t.typtypmod) END AS base_sql, t.typnotnull AS not_null,
       CASE WHEN ${trueArray} THEN t.typelem ELSE 0::oid END AS element_type,
       COALESCE(r.rngsubtype, 0::oid) AS range_subtype, t.typarray AS array_type, e.labels,
       pg_catalog.format_type(t.oid, NULL) AS sql
  FROM pg_catalog.pg_type t
  JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
  LEFT JOIN pg_catalog.pg_type l ON l.oid = t.typelem AND t.typcategory = 'A'
  LEFT JOIN (${subtype}) r ON r.type = t.oid
  LEFT JOIN (SELECT enumtypid, pg_catalog.array_agg(enumlabel::text ORDER BY enumsortorder) AS labels
               FROM pg_catalog.pg_enum GROUP BY 1) e ON e.enumtypid = t.oid
 WHERE CASE WHEN $1::oid[] IS NOT NULL THEN t.oid = ANY ($1::oid[])
            ELSE COALESCE(NULLIF(t.typrelid, 0::oid), l.typrelid, 0::oid) = 0
                 OR COALESCE(NULLIF(t.typrelid, 0::oid), l.typrelid) IN (SELECT c.oid FROM pg_catalog.pg_class c WHERE c.relkind = 'c')
       END
 ORDER BY t.oid`;
}

/** Below it stand the collations that PostgreSQL's own columns have, above the next one those of the user. */
const [firstGeneratedOid, firstUserOid] = [10_000, 16_384];

/** One row per fact, told apart by `what`, so that four small catalogs cost one query. */
const operatorsSql = `
SELECT 'operator' AS what, amopfamily::int8 AS a, amoplefttype::int8 AS b, amoprighttype::int8 AS c,
       NULL::text AS d, NULL::text AS e, false AS f
  FROM pg_catalog.pg_amop
 WHERE amopmethod = (SELECT oid FROM pg_catalog.pg_am WHERE amname = 'btree')
   AND amopstrategy = 3 AND amoppurpose = 's'
UNION ALL
SELECT 'class', o.oid, o.opcfamily, o.opcintype, m.amname, NULL, o.opcdefault
  FROM pg_catalog.pg_opclass o JOIN pg_catalog.pg_am m ON m.oid = o.opcmethod
UNION ALL
SELECT 'cast', castsource, casttarget, 0, castcontext::text, NULL, castmethod = 'b' FROM pg_catalog.pg_cast
UNION ALL
SELECT 'collation', k.oid, 0, 0, n.nspname, k.collname, k.collisdeterministic
  FROM pg_catalog.pg_collation k JOIN pg_catalog.pg_namespace n ON n.oid = k.collnamespace
 WHERE k.oid < ${firstGeneratedOid} OR k.oid >= ${firstUserOid} OR NOT k.collisdeterministic`;

const collationsSql = `
SELECT k.oid::int8 AS a, n.nspname AS d, k.collname AS e, k.collisdeterministic AS f
  FROM pg_catalog.pg_collation k JOIN pg_catalog.pg_namespace n ON n.oid = k.collnamespace
 WHERE k.oid = ANY ($1::oid[])`;

interface OperatorRow {
  what: 'operator' | 'class' | 'cast' | 'collation';
  a: string;
  b: string;
  c: string;
  d: string | null;
  e: string | null;
  f: boolean;
}

/** OIDs that columns have. */
export interface UsedTypes {
  readonly types: readonly number[];
  readonly collations: readonly number[];
}

/**
 * Types, and what decides whether two can be compared: two queries. Left out are the row types of tables, and the many
 * collations that come with the server: {@link readFurtherTypes} brings those that a column has.
 */
export async function readTypes(session: Session): Promise<Types> {
  const [types, operators] = await pipelined(session, (ahead) =>
    Promise.all([
      ahead.query<TypeRow>(typesSql(session.serverVersion), [null]),
      ahead.query<OperatorRow>(operatorsSql),
    ]),
  );
  const rowsOf = (what: OperatorRow['what']) => operators.rows.filter((row) => row.what === what);
  return {
    types: types.rows.map(toType),
    equalityOperators: rowsOf('operator').map((row) => ({
      family: Number(row.a),
      left: Number(row.b),
      right: Number(row.c),
    })),
    operatorClasses: rowsOf('class').map((row) => ({
      oid: Number(row.a),
      accessMethod: row.d ?? '',
      family: Number(row.b),
      inputType: Number(row.c),
      isDefault: row.f,
    })),
    casts: rowsOf('cast').map((row) => ({
      source: Number(row.a),
      target: Number(row.b),
      context: row.d === 'i' ? 'implicit' : row.d === 'a' ? 'assignment' : 'explicit',
      binary: row.f,
    })),
    collations: rowsOf('collation').map(toCollation),
  };
}

/** Those of the types and collations that are used and not among `known`; a query for each kind of which some are. */
export async function readFurtherTypes(
  session: Session,
  known: Types,
  used: UsedTypes,
): Promise<Types> {
  const [types, collations] = [
    lacking(used.types, known.types),
    lacking(used.collations, known.collations),
  ];
  if (types.length + collations.length === 0) return known;
  const none = { rows: [] };
  const found =
    types.length === 0
      ? none
      : await session.query<TypeRow>(typesSql(session.serverVersion), [types]);
  const collated =
    collations.length === 0
      ? none
      : await session.query<Omit<OperatorRow, 'what' | 'b' | 'c'>>(collationsSql, [collations]);
  return {
    ...known,
    types: [...known.types, ...found.rows.map(toType)].sort(byOid),
    collations: [...known.collations, ...collated.rows.map(toCollation)],
  };
}

function lacking(used: readonly number[], known: readonly { readonly oid: number }[]): number[] {
  const there = new Set([0, ...known.map((one) => one.oid)]);
  return used.filter((oid) => !there.has(oid));
}

function byOid(one: Type, other: Type): number {
  return one.oid - other.oid;
}

function toCollation(row: Pick<OperatorRow, 'a' | 'd' | 'e' | 'f'>): Collation {
  return { oid: Number(row.a), schema: row.d ?? '', name: row.e ?? '', deterministic: row.f };
}

const kinds: Readonly<Record<string, Type['kind']>> = {
  b: 'base',
  c: 'composite',
  d: 'domain',
  e: 'enum',
  p: 'pseudo',
  r: 'range',
  m: 'multirange',
};

function toType(row: TypeRow): Type {
  return {
    oid: row.oid,
    schema: row.schema,
    name: row.name,
    kind: kinds[row.kind] ?? 'base',
    category: row.category,
    preferred: row.preferred,
    baseType: row.base_type,
    ...(row.base_sql === null
      ? {}
      : { base: { oid: row.base_type, typmod: row.base_typmod, sql: row.base_sql } }),
    ...(row.not_null ? { notNull: true } : {}),
    elementType: row.element_type,
    rangeSubtype: row.range_subtype,
    arrayType: row.array_type,
    enumLabels: row.labels ?? [],
    sql: row.sql,
  };
}
