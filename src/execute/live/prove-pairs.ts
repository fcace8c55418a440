import type { Conversion, Plan } from '../../plan/plan.ts';
import { PgmendError } from '../../postgres/pgmend-error.ts';
import { displayIdent, displayQualified, quoteQualified } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import { applyLookups } from './apply-lookups.ts';
import { livePairsSql, pairedValues, uniqueLookup } from './fill-pairs.ts';
import { giveWay, type Room } from './give-way.ts';
import { isNumberedReference } from './key-columns.ts';
import type { LiveDesign, PairedValue } from './live-design.ts';
import { readLock } from './live-locks.ts';
import { inSnapshot } from './live-session.ts';
import { work } from './live-sql.ts';

/**
 * Looks every value up again that is looked up in tables, and compares what it becomes with what is written down for
 * it: rows are compared by what is written down. In one snapshot, what waits in the log is the only difference there
 * can be.
 *
 * @param session outside any transaction.
 * @throws PgmendError `proof-failed`; the copies stay, and so does what captures changes.
 */
export async function provePairs(
  session: Session,
  design: LiveDesign,
  plan: Plan,
  room: Room,
): Promise<void> {
  for (const { value, conversion } of pairedValues(design, plan)) {
    if (value.changed === null || isNumberedReference(value)) continue;
    const { mapped } = conversion;
    const lookups = design.lookups.filter((one) => one.conversion === value.conversion);
    const stale = await room.pace.piece(
      session,
      () =>
        inSnapshot(session, async () => {
          // TRUNCATE empties a table for this snapshot too: https://www.postgresql.org/docs/current/mvcc-caveats.html
          for (const { table } of lookups)
            await session.query(`LOCK TABLE ${quoteQualified(table)} IN ${readLock} MODE`);
          await giveWay(session, room);
          await applyLookups(session, design, plan);
          const { rows } = await session.query<{ n: number }>(
            `SELECT count(*)::int4 AS n FROM ${staleSql(design, value, conversion)}`,
          );
          return rows[0]?.n ?? 0;
        }),
      false,
    );
    if (stale > 0) {
      const name = `${displayQualified(mapped.table)}.${displayIdent(mapped.column)}`;
      throw new PgmendError(
        'proof-failed',
        `The proof failed: ${stale} ${stale === 1 ? 'value' : 'values'} of ${name} would become something else by the tables of now than what was written down.`,
        'Nothing was changed. Please report it, and take it back: pgmend undo',
        1,
      );
    }
  }
}

/** What stands behind FROM to find the pairs that would be others by the tables of now. */
function staleSql(
  design: LiveDesign,
  value: PairedValue,
  { mapped, weighed: { mapping } }: Conversion,
): string {
  const pairs = work(design, value.pairs);
  const lookup = uniqueLookup(value, mapped, mapping);
  if (lookup !== null)
    return (
      `${pairs} AS v LEFT JOIN (${lookup.sql}) AS l ON ${lookup.on} ` +
      `WHERE v.targets <> CASE WHEN l.new IS NULL THEN 0 ELSE 1 END OR v.new::text IS DISTINCT FROM l.new::text`
    );
  const again = livePairsSql(
    design,
    value,
    mapped,
    mapping,
    `SELECT v.old, v.n FROM ${pairs} AS v`,
  );
  return (
    `(${again}) AS x JOIN ${pairs} AS p ON p.old = x.old ` +
    `WHERE p.targets <> x.targets OR p.new::text IS DISTINCT FROM x.new::text`
  );
}
