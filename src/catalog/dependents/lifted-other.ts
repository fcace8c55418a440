import { quoteIdent, quoteQualified } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import type { Dependent } from '../dependent.ts';
import { extensionStatements, extensionsOf, withoutSemicolon } from './remarks.ts';

type Lifted = Map<number, Dependent>;

const publicationsSql = (version: number) => `
SELECT r.oid, p.pubname AS publication, n.nspname AS schema, c.relname AS name,
       ${
         version >= 150_000
           ? `r.prattrs IS NOT NULL AS listed,
       ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
              WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs) ORDER BY a.attnum) AS columns,
       pg_catalog.pg_get_expr(r.prqual, r.prrelid) AS filter,`
           : "false AS listed, '{}'::text[] AS columns, NULL AS filter,"
       }
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

/** Publications of a table; of a column, those that name it in a column list or a row filter (15 and later). */
export async function liftPublications(session: Session, oids: readonly number[]): Promise<Lifted> {
  if (oids.length === 0) return new Map();
  const { rows } = await session.query<PublicationRow>(publicationsSql(session.serverVersion), [
    oids,
  ]);
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
       pg_catalog.pg_get_function_identity_arguments(p.oid) AS identity, ${extensionsOf('pg_proc', 'p.oid')} AS extensions,
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
  identity: string;
  extensions: string[];
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
          restore: [
            withoutSemicolon(row.definition),
            ...extensionStatements(
              `${what} ${quoteQualified(row)}(${row.identity})`,
              row.extensions,
            ),
          ],
          reason: null,
        } satisfies Dependent,
      ];
    }),
  );
}
