import type { QualifiedName } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';

/** What TRUNCATE and VACUUM write into a table's row in pg_class. Indexes, rules and triggers have rows of their own. */
const notDefined = [
  ...['relfilenode', 'relpages', 'reltuples', 'relallvisible', 'relallfrozen'],
  ...['relfrozenxid', 'relminmxid', 'relhasindex', 'relhasrules', 'relhastriggers'],
];

/**
 * A mark of what the catalog says of these tables and views, and of what stands on them: another definition has another
 * mark. It is one question, cheap enough under locks that everybody waits for; what has changed is for the fingerprint
 * to say. Every change of a catalog row writes it anew with its own transaction in `xmin`, and so does TRUNCATE with a
 * table's own, which is compared by what it says; statistics are changed in place.
 * https://www.postgresql.org/docs/current/ddl-system-columns.html
 */
export async function definitionMark(
  session: Session,
  tables: readonly QualifiedName[],
): Promise<string> {
  const rows = (catalog: string, column: string, key = 'r.oid') =>
    `SELECT '${catalog} ' || ${key} || ' ' || r.xmin FROM pg_catalog.${catalog} AS r WHERE r.${column} IN (SELECT oid FROM t)`;
  const parts = [
    `SELECT 'pg_class ' || (pg_catalog.to_jsonb(r) OPERATOR(pg_catalog.-) '{${notDefined.join(',')}}'::text[])::text FROM pg_catalog.pg_class AS r WHERE r.oid IN (SELECT oid FROM t)`,
    rows('pg_attribute', 'attrelid', `r.attrelid || '.' || r.attnum`),
    rows('pg_attrdef', 'adrelid'),
    rows('pg_constraint', 'conrelid'),
    rows('pg_constraint', 'confrelid'),
    rows('pg_index', 'indrelid', 'r.indexrelid'),
    rows('pg_trigger', 'tgrelid'),
    rows('pg_rewrite', 'ev_class'),
    rows('pg_policy', 'polrelid'),
    rows('pg_statistic_ext', 'stxrelid'),
    rows('pg_publication_rel', 'prrelid'),
    rows('pg_inherits', 'inhparent', 'r.inhrelid'),
    `${rows('pg_description', 'objoid', `r.objoid || '.' || r.objsubid`)} AND r.classoid = 'pg_catalog.pg_class'::regclass`,
    `SELECT 'depends ' || d.classid || ' ' || d.objid || ' ' || d.objsubid || ' ' || d.refobjid || ' ' || d.refobjsubid FROM d`,
    `SELECT 'function ' || r.oid || ' ' || r.xmin FROM pg_catalog.pg_proc AS r WHERE r.oid IN (SELECT d.objid FROM d WHERE d.classid = 'pg_catalog.pg_proc'::regclass)`,
  ];
  const { rows: found } = await session.query<{ mark: string }>(
    `WITH RECURSIVE t(oid) AS (SELECT c.oid FROM ROWS FROM (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::text[])) AS u(schema, name) ` +
      `JOIN pg_catalog.pg_namespace AS n ON n.nspname = u.schema JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = u.name ` +
      `UNION SELECT i.inhrelid FROM t JOIN pg_catalog.pg_inherits AS i ON i.inhparent = t.oid), ` +
      `d AS (SELECT * FROM pg_catalog.pg_depend AS r WHERE r.refclassid = 'pg_catalog.pg_class'::regclass AND r.refobjid IN (SELECT oid FROM t)) ` +
      `SELECT pg_catalog.md5(coalesce(pg_catalog.string_agg(x.line, ',' ORDER BY x.line), '')) AS mark FROM (${parts.join(' UNION ALL ')}) AS x(line)`,
    [tables.map((one) => one.schema), tables.map((one) => one.name)],
  );
  return found[0]?.mark ?? '';
}
