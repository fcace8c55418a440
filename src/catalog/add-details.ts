import { pipelined } from '../postgres/pipelined.ts';
import type { QualifiedName } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';
import type { Catalog, Column, Relation } from './catalog.ts';
import { userNamespaces } from './user-namespaces.ts';

interface ColumnRow {
  what: 'default' | 'comment' | 'storage' | 'sequence';
  table: number;
  number: number;
  text: string;
  schema: string | null;
}

interface DefinitionRow {
  what: 'index' | 'constraint';
  oid: number;
  definition: string;
  comment: string | null;
}

// $1 is the journal's schema, $2 the tables, null for all.
const tables = `
  SELECT c.oid FROM pg_catalog.pg_class c
   WHERE c.relnamespace IN (${userNamespaces}) AND ($2::oid[] IS NULL OR c.oid = ANY ($2::oid[]))`;

// Of several sequences the first one counts: that of an identity before others, then the oldest.
function columnsSql(serverVersion: number): string {
  const compression =
    serverVersion >= 140_000
      ? `CASE a.attcompression WHEN 'p' THEN 'SET COMPRESSION pglz' WHEN 'l' THEN 'SET COMPRESSION lz4' END`
      : 'NULL::text';
  return `
SELECT 'default' AS what, d.adrelid AS table, d.adnum AS number,
       -- A default names no column; without a table to look up it takes no lock.
       pg_catalog.pg_get_expr(d.adbin, CASE WHEN a.attgenerated = '' THEN 0::oid ELSE d.adrelid END) AS text,
       NULL AS schema
  FROM pg_catalog.pg_attrdef d
  JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
 WHERE d.adrelid IN (${tables})
UNION ALL
SELECT 'comment', o.objoid, o.objsubid, o.description, NULL
  FROM pg_catalog.pg_description o
 WHERE o.classoid = 'pg_catalog.pg_class'::regclass AND o.objsubid > 0 AND o.objoid IN (${tables})
UNION ALL
SELECT 'storage', s.attrelid, s.attnum, s.action, NULL
  FROM (SELECT a.attrelid, a.attnum,
               pg_catalog.unnest(ARRAY[
                 CASE WHEN a.attstorage <> t.typstorage THEN
                   CASE a.attstorage WHEN 'p' THEN 'SET STORAGE PLAIN' WHEN 'e' THEN 'SET STORAGE EXTERNAL'
                                     WHEN 'x' THEN 'SET STORAGE EXTENDED' ELSE 'SET STORAGE MAIN' END END,
                 ${compression}]) AS action
          FROM pg_catalog.pg_attribute a
          JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
         WHERE a.attnum > 0 AND NOT a.attisdropped AND t.typstorage <> 'p' AND a.attrelid IN (${tables})) s
 WHERE s.action IS NOT NULL
UNION ALL
SELECT * FROM (
  SELECT 'sequence', p.refobjid, p.refobjsubid, sc.relname::text, sn.nspname
    FROM pg_catalog.pg_depend p
    JOIN pg_catalog.pg_class sc ON sc.oid = p.objid AND sc.relkind = 'S'
    JOIN pg_catalog.pg_namespace sn ON sn.oid = sc.relnamespace
   WHERE p.classid = 'pg_catalog.pg_class'::regclass AND p.objsubid = 0
     AND p.refclassid = 'pg_catalog.pg_class'::regclass AND p.refobjsubid > 0
     AND p.deptype IN ('a', 'i') AND p.refobjid IN (${tables})
   ORDER BY p.deptype DESC, sc.oid) AS s`;
}

const definitionsSql = `
SELECT 'index' AS what, i.indexrelid AS oid, pg_catalog.pg_get_indexdef(i.indexrelid) AS definition,
       pg_catalog.obj_description(i.indexrelid, 'pg_class') AS comment
  FROM pg_catalog.pg_index i WHERE i.indrelid IN (${tables})
UNION ALL
SELECT 'constraint', k.oid, pg_catalog.pg_get_constraintdef(k.oid), o.description
  FROM pg_catalog.pg_constraint k
  LEFT JOIN pg_catalog.pg_description o ON o.classoid = 'pg_catalog.pg_constraint'::regclass
        AND o.objoid = k.oid AND o.objsubid = 0
 WHERE k.conrelid IN (${tables}) OR k.confrelid IN (${tables})`;

/**
 * An outline with what the server has to put into words: defaults, comments, storage and owned sequences of columns,
 * definitions of indexes and constraints. Two queries. The session is inside a transaction under quietSettings.
 *
 * @param only the tables for which it is wanted, with the foreign keys to them; null for all.
 */
export async function addDetails(
  session: Session,
  outline: Catalog,
  journalSchema = 'pgmend',
  only: readonly number[] | null = null,
): Promise<Catalog> {
  const params = [journalSchema, only];
  const [columns, definitions] = await pipelined(session, (ahead) =>
    Promise.all([
      ahead.query<ColumnRow>(columnsSql(session.serverVersion), params),
      ahead.query<DefinitionRow>(definitionsSql, params),
    ]),
  );
  const byTable = new Map<number, ColumnRow[]>();
  for (const row of columns.rows) {
    const rows = byTable.get(row.table);
    if (rows === undefined) byTable.set(row.table, [row]);
    else rows.push(row);
  }
  const of = (what: DefinitionRow['what']) =>
    new Map(definitions.rows.filter((row) => row.what === what).map((row) => [row.oid, row]));
  const [indexes, constraints] = [of('index'), of('constraint')];
  return Object.freeze({
    ...outline,
    relations: outline.relations.map((one) => withColumns(one, byTable.get(one.oid))),
    indexes: outline.indexes.map((one) => {
      const row = indexes.get(one.oid);
      return row === undefined ? one : { ...one, definition: row.definition, comment: row.comment };
    }),
    constraints: outline.constraints.map((one) => {
      const row = constraints.get(one.oid);
      return row === undefined ? one : { ...one, definition: row.definition, comment: row.comment };
    }),
  });
}

function withColumns(relation: Relation, rows: readonly ColumnRow[] | undefined): Relation {
  if (rows === undefined) return relation;
  const columns = relation.columns.map((column): Column => {
    const own = rows.filter((row) => row.number === column.number);
    const text = (what: ColumnRow['what']) => own.find((row) => row.what === what);
    const storage = own.flatMap((row) => (row.what === 'storage' ? [row.text] : []));
    return {
      ...column,
      ...(storage.length === 0 ? {} : { storage }),
      default: text('default')?.text ?? null,
      comment: text('comment')?.text ?? null,
      ownedSequence: sequenceOf(text('sequence')),
    };
  });
  return { ...relation, columns };
}

function sequenceOf(row: ColumnRow | undefined): QualifiedName | null {
  return row === undefined ? null : { schema: row.schema ?? '', name: row.text };
}
