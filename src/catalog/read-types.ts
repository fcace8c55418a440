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
  element_type: number;
  range_subtype: number;
  array_type: number;
  labels: string[] | null;
  sql: string;
}

/**
 * Row types of tables (and arrays of them) count only where a column is of them. A true array is what
 * `get_element_type()` takes for one: `typsubscript` says it from 14 on, the length before.
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
       t.typispreferred AS preferred, t.typbasetype AS base_type,
       CASE WHEN ${trueArray} THEN t.typelem ELSE 0::oid END AS element_type,
       COALESCE(r.rngsubtype, 0::oid) AS range_subtype, t.typarray AS array_type, e.labels,
       pg_catalog.format_type(t.oid, NULL) AS sql
  FROM pg_catalog.pg_type t
  JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
  LEFT JOIN pg_catalog.pg_type l ON l.oid = t.typelem AND t.typcategory = 'A'
  LEFT JOIN (${subtype}) r ON r.type = t.oid
  LEFT JOIN (SELECT enumtypid, pg_catalog.array_agg(enumlabel::text ORDER BY enumsortorder) AS labels
               FROM pg_catalog.pg_enum GROUP BY 1) e ON e.enumtypid = t.oid
 WHERE COALESCE(NULLIF(t.typrelid, 0::oid), l.typrelid, 0::oid) = 0
    OR COALESCE(NULLIF(t.typrelid, 0::oid), l.typrelid) IN (SELECT c.oid FROM pg_catalog.pg_class c WHERE c.relkind = 'c')
    OR t.oid = ANY ($1::oid[])
 ORDER BY t.oid`;
}

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
 WHERE k.oid = ANY ($1::oid[]) OR k.oid >= 16384 OR NOT k.collisdeterministic`;

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

/** All types, and what decides whether two can be compared: two queries. */
export async function readTypes(session: Session, used: UsedTypes): Promise<Types> {
  const types = await session.query<TypeRow>(typesSql(session.serverVersion), [used.types]);
  const operators = await session.query<OperatorRow>(operatorsSql, [used.collations]);
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
    collations: rowsOf('collation').map((row) => ({
      oid: Number(row.a),
      schema: row.d ?? '',
      name: row.e ?? '',
      deterministic: row.f,
    })),
  };
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
    elementType: row.element_type,
    rangeSubtype: row.range_subtype,
    arrayType: row.array_type,
    enumLabels: row.labels ?? [],
    sql: row.sql,
  };
}
