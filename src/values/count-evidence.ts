import { quoteIdent } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';
import type { Evidence, WeighedMapping } from './evidence.ts';
import type { Mapping } from './mapping.ts';
import { fromTable, type MappedColumn, pairsSql, valuesSql } from './mapping-sql.ts';
import { valueFunctionSql } from './value-function.ts';

/**
 * One row that says what `pairs` (a table or SELECT as {@link pairsSql} makes it) explains: the counts and a digest.
 * The same statement counts before the user is asked and again under the lock. The digest is over every value with
 * what it becomes, and over the rows of those that become nothing: more rows with known values are not another
 * question, on a live table they come all the time. Where the mapping is open, nor are values that it knows.
 */
export function evidenceSql(mapped: MappedColumn, pairs: string, mapping: Mapping): string {
  const isOpen = mapping.kind === 'convert' && mapping.open;
  const asked = isOpen ? ' FILTER (WHERE targets <> 1)' : '';
  const column = `t.${quoteIdent(mapped.column)}`;
  return `WITH p AS MATERIALIZED (${pairs}),
counted AS (
  SELECT count(*) AS rows, count(*) - count(${column}) AS nulls
  FROM ${fromTable(mapped.table, mapped.partitioned)} AS t),
explained AS (
  SELECT coalesce(sum(n) FILTER (WHERE targets = 1), 0) AS matched,
    coalesce(sum(n) FILTER (WHERE targets = 0), 0) AS unmatched,
    coalesce(sum(n) FILTER (WHERE targets > 1), 0) AS ambiguous,
    count(*) AS distinct_values,
    coalesce(sum(hashtextextended(concat(old::text, chr(31), new::text, chr(31), targets, chr(31), CASE WHEN targets <> 1 THEN n END), 0))${asked}, 0) AS hash
  FROM p),
ranked AS (
  SELECT old::text AS value, new::text AS becomes, targets = 1 AS known,
    row_number() OVER (PARTITION BY targets = 1 ORDER BY old::text) AS place
  FROM p)
SELECT c.*, e.matched, e.unmatched, e.ambiguous, e.distinct_values,
  (SELECT coalesce(json_agg(r ORDER BY r.known DESC, r.value), '[]') FROM ranked AS r WHERE r.place <= 3) AS samples,
  concat_ws('/', e.unmatched, e.ambiguous, ${isOpen ? '' : 'e.distinct_values, '}e.hash) AS digest
FROM counted AS c, explained AS e`;
}

interface EvidenceRow {
  rows: string;
  nulls: string;
  matched: string;
  unmatched: string;
  ambiguous: string;
  distinct_values: string;
  samples: { value: string; becomes: string | null }[];
  digest: string;
}

/**
 * Counts what a mapping explains, over all rows.
 *
 * @param session inside a transaction, under quietSettings.
 */
export async function countEvidence(
  session: Session,
  mapped: MappedColumn,
  mapping: Mapping,
  limit?: number,
): Promise<WeighedMapping> {
  const work = valueFunctionSql(mapped, mapping);
  for (const sql of work.create) await session.query(sql);
  const { rows } = await session.query<EvidenceRow>(
    evidenceSql(mapped, pairsSql(mapped, mapping, valuesSql(mapped, limit)), mapping),
  );
  for (const sql of work.drop) await session.query(sql);
  const [row] = rows;
  if (row === undefined) throw new TypeError('counting the evidence returned no row');
  const evidence: Evidence = {
    rows: Number(row.rows),
    nulls: Number(row.nulls),
    matched: Number(row.matched),
    unmatched: Number(row.unmatched),
    ambiguous: Number(row.ambiguous),
    distinct: Number(row.distinct_values),
    samples: row.samples.map(({ value, becomes }) => ({ value, becomes })),
  };
  return { mapping, evidence, digest: row.digest, doubt: null };
}
