import { quoteIdent, quoteQualified } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import type { Dependent } from '../dependent.ts';
import { withoutSemicolon } from './remarks.ts';

type Lifted = Map<number, Dependent>;

const publicationsSql = `
SELECT r.oid, p.pubname AS publication, n.nspname AS schema, c.relname AS name, r.prattrs IS NOT NULL AS listed,
       ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
              WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs) ORDER BY a.attnum) AS columns,
       pg_catalog.pg_get_expr(r.prqual, r.prrelid) AS filter,
       pg_catalog.pg_describe_object('pg_catalog.pg_publication_rel'::regclass, r.oid, 0) AS description
  FROM pg_catalog.pg_publication_rel r
  JOIN pg_catalog.pg_publication p ON p.oid = r.prpubid
  JOIN pg_catalog.pg_class c ON c.oid = r.prrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE r.oid = ANY ($1::oid[])`;

interface PublicationRow {
  oid: number;
  publication: string;
  schema: string;
  name: string;
  listed: boolean;
  columns: string[];
  filter: string | null;
  description: string;
}

/** Publications that name the column in a column list or a row filter (15 and later). */
export async function liftPublications(session: Session, oids: readonly number[]): Promise<Lifted> {
  if (oids.length === 0) return new Map();
  const { rows } = await session.query<PublicationRow>(publicationsSql, [oids]);
  return new Map(
    rows.map((row) => {
      const publication = quoteIdent(row.publication);
      const table = quoteQualified(row);
      const list = row.listed ? ` (${row.columns.map(quoteIdent).join(', ')})` : '';
      const filter = row.filter === null ? '' : ` WHERE (${row.filter})`;
      return [
        row.oid,
        {
          kind: 'publication',
          description: row.description,
          object: { schema: row.schema, name: row.name },
          locks: [{ schema: row.schema, name: row.name }],
          handling: 'lifted',
          drop: [`ALTER PUBLICATION ${publication} DROP TABLE ONLY ${table}`],
          restore: [`ALTER PUBLICATION ${publication} ADD TABLE ONLY ${table}${list}${filter}`],
          reason: null,
        } satisfies Dependent,
      ];
    }),
  );
}

const functionsSql = `
SELECT p.oid, n.nspname AS schema, p.proname AS name, p.prokind = 'p' AS procedure,
       pg_catalog.pg_get_function_arguments(p.oid) AS arguments, pg_catalog.pg_get_function_result(p.oid) AS result,
       pg_catalog.pg_get_functiondef(p.oid) AS definition,
       pg_catalog.pg_describe_object('pg_catalog.pg_proc'::regclass, p.oid, 0) AS description
  FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
 WHERE p.oid = ANY ($1::oid[])`;

interface FunctionRow {
  oid: number;
  schema: string;
  name: string;
  procedure: boolean;
  arguments: string;
  result: string | null;
  definition: string;
  description: string;
}

/**
 * Functions with SQL bodies (14 and later). They are not dropped: CREATE OR REPLACE gives them an empty body
 * and later their own again, so that owner, grants, comment and what calls them stay.
 */
export async function liftFunctions(session: Session, oids: readonly number[]): Promise<Lifted> {
  if (oids.length === 0) return new Map();
  const { rows } = await session.query<FunctionRow>(functionsSql, [oids]);
  return new Map(
    rows.map((row) => {
      const what = row.procedure ? 'PROCEDURE' : 'FUNCTION';
      const returns = row.procedure ? '' : ` RETURNS ${row.result}`;
      const head = `${what} ${quoteQualified(row)}(${row.arguments})${returns}`;
      return [
        row.oid,
        {
          kind: 'function',
          description: row.description,
          object: { schema: row.schema, name: row.name },
          locks: [],
          handling: 'lifted',
          drop: [`CREATE OR REPLACE ${head} LANGUAGE plpgsql AS 'BEGIN END'`],
          restore: [withoutSemicolon(row.definition)],
          reason: null,
        } satisfies Dependent,
      ];
    }),
  );
}

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
 * Generated columns that are computed from the column. From 17 on their expression can be set aside and laid
 * back where they stand; before that only dropping and adding would do, at another place.
 *
 * @param own columns that are retyped themselves: their own expressions or defaults are none of these.
 */
export async function liftGeneratedColumns(
  session: Session,
  oids: readonly number[],
  own: readonly { readonly table: number; readonly column: number }[],
): Promise<Lifted> {
  if (oids.length === 0) return new Map();
  const { rows } = await session.query<GeneratedRow>(generatedSql, [
    oids,
    own.map((one) => one.table),
    own.map((one) => one.column),
  ]);
  return new Map(rows.map((row) => [row.oid, generatedColumn(row, session.serverVersion)]));
}

function generatedColumn(row: GeneratedRow, version: number): Dependent {
  const table = { schema: row.schema, name: row.table };
  const description = `column ${row.name} of table ${row.schema}.${row.table}`;
  const reason = whyNot(row, version);
  const set = (expression: string) =>
    `ALTER TABLE ${quoteQualified(table)} ALTER COLUMN ${quoteIdent(row.name)} SET EXPRESSION AS (${expression})`;
  return {
    kind: 'generated column',
    description,
    object: table,
    locks: [table],
    handling: reason === null ? 'lifted' : 'refused',
    drop: reason === null ? [set(`NULL::${row.type}`)] : [],
    restore: reason === null ? [set(row.expression)] : [],
    reason:
      reason === null ? null : `The generated ${description} is computed from it, and ${reason}.`,
  };
}

function whyNot(row: GeneratedRow, version: number): string | null {
  if (version < 170_000) {
    return 'before PostgreSQL 17 a generated column cannot be laid back at its place';
  }
  if (row.not_null) return 'it is NOT NULL, so that its expression cannot be set aside';
  if (row.generated === 'v' && row.has_checks) {
    return 'PostgreSQL cannot change the expression of a virtual column where the table has checks';
  }
  return null;
}
