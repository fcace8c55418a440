import type { Catalog } from '../catalog/catalog.ts';
import { relationByOid } from '../catalog/lookup.ts';
import type { NarrowSequence, SequenceBehind } from '../diagnose/standing-fault.ts';
import { attempt } from '../postgres/attempt.ts';
import { quoteIdent, quoteQualified } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';
import { fromTable } from './mapping-sql.ts';

/** Where a sequence stands, and its column. Decimal: a bigint may be larger than a JavaScript number tells apart. */
export interface SequenceFacts {
  /** The number that comes next. */
  readonly next: string;
  /** The highest number of the column; null without rows. */
  readonly highest: string | null;
}

/** @param session inside a transaction, under quietSettings; nothing is changed. */
export async function findSequenceState(
  session: Session,
  catalog: Catalog,
  fault: SequenceBehind | NarrowSequence,
): Promise<SequenceFacts> {
  const { rows } = await session.query<SequenceFacts>(stateSql(catalog, fault, 0));
  return { next: rows[0]?.next ?? '0', highest: rows[0]?.highest ?? null };
}

/** So many sequences are looked at in one query; locks of more would add up in the server's lock table. */
const atOnce = 100;

/**
 * Of many sequences those that are behind their column, looked at in batches: a database has one for almost every
 * table. A batch that cannot be read as a whole is left as it is, for each to be looked at by itself.
 */
export async function onlyBehind(
  session: Session,
  catalog: Catalog,
  faults: readonly SequenceBehind[],
): Promise<SequenceBehind[]> {
  const behind: SequenceBehind[] = [];
  for (let at = 0; at < faults.length; at += atOnce) {
    const batch = faults.slice(at, at + atOnce);
    const sql = batch.map((fault, place) => stateSql(catalog, fault, place)).join(' UNION ALL ');
    await session.query('SAVEPOINT pgmend_sequences');
    const look = await attempt(session, () =>
      session.query<SequenceFacts & { place: number }>(sql),
    );
    // Rolled back for its locks, which would otherwise be held until the end.
    await session.query('ROLLBACK TO SAVEPOINT pgmend_sequences');
    await session.query('RELEASE SAVEPOINT pgmend_sequences');
    if ('error' in look) {
      behind.push(...batch);
      continue;
    }
    const places = new Set(
      look.value.rows.filter((state) => isBehind(state)).map((row) => row.place),
    );
    behind.push(...batch.filter((_, place) => places.has(place)));
  }
  return behind;
}

/** The number that comes next, or a later one, is there already. */
export function isBehind({ next, highest }: SequenceFacts): boolean {
  return highest !== null && BigInt(next) <= BigInt(highest);
}

function stateSql(
  catalog: Catalog,
  { referencing, sequence }: SequenceBehind | NarrowSequence,
  place: number,
): string {
  const partitioned = relationByOid(catalog, referencing.oid)?.kind === 'partitioned table';
  const column = quoteIdent(referencing.columns[0]?.name ?? '');
  return (
    `SELECT ${place} AS place, (s.last_value::numeric + CASE WHEN s.is_called THEN ` +
    `(SELECT seqincrement FROM pg_sequence WHERE seqrelid = s.tableoid) ELSE 0 END)::text AS next, ` +
    `(SELECT max(t.${column})::text FROM ${fromTable(referencing.table, partitioned)} AS t) AS highest ` +
    `FROM ${quoteQualified(sequence)} AS s`
  );
}
