import type { Catalog } from '../catalog/catalog.ts';
import { relationByOid } from '../catalog/lookup.ts';
import type { NarrowSequence, SequenceBehind } from '../diagnose/standing-fault.ts';
import { quoteIdent, quoteQualified } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';
import { lookInBatches } from './look-in-batches.ts';
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
  const { rows } = await session.query<SequenceFacts>(stateSql(catalog, fault));
  return { next: rows[0]?.next ?? '0', highest: rows[0]?.highest ?? null };
}

/** Of many sequences those that are behind their column: a database has one for almost every table. */
export function onlyBehind(
  session: Session,
  catalog: Catalog,
  faults: readonly SequenceBehind[],
): Promise<SequenceBehind[]> {
  return lookInBatches(
    session,
    faults,
    (fault) =>
      `SELECT s.next::numeric <= s.highest::numeric FROM (${stateSql(catalog, fault)}) AS s`,
  );
}

/** The number that comes next, or a later one, is there already. */
export function isBehind({ next, highest }: SequenceFacts): boolean {
  return highest !== null && BigInt(next) <= BigInt(highest);
}

function stateSql(
  catalog: Catalog,
  { referencing, sequence }: SequenceBehind | NarrowSequence,
): string {
  const partitioned = relationByOid(catalog, referencing.oid)?.kind === 'partitioned table';
  const column = quoteIdent(referencing.columns[0]?.name ?? '');
  return (
    `SELECT (s.last_value::numeric + CASE WHEN s.is_called THEN ` +
    `(SELECT seqincrement FROM pg_sequence WHERE seqrelid = s.tableoid) ELSE 0 END)::text AS next, ` +
    `(SELECT max(t.${column})::text FROM ${fromTable(referencing.table, partitioned)} AS t) AS highest ` +
    `FROM ${quoteQualified(sequence)} AS s`
  );
}
