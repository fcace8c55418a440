import { rolledBack } from '../postgres/rolled-back.ts';
import type { Session } from '../postgres/session.ts';

/** So many tables are looked at in one query: a round trip for each would take longer than the look itself. */
const atOnce = 100;

/**
 * Asks one yes-or-no question about each of many things, in few queries. What is in a batch that cannot be answered as
 * a whole is kept, for each to be looked at by itself.
 *
 * @param session inside a transaction, under quietSettings; nothing is changed, and no lock is kept.
 * @param questionOf SQL of one row with one boolean; null: there is nothing to ask, and the answer is no.
 * @returns those whose answer is yes, in their order.
 */
export async function lookInBatches<T>(
  session: Session,
  things: readonly T[],
  questionOf: (thing: T) => string | null,
): Promise<T[]> {
  const kept: T[] = [];
  const asked = things.flatMap((thing) => {
    const sql = questionOf(thing);
    return sql === null ? [] : [{ thing, sql }];
  });
  for (let at = 0; at < asked.length; at += atOnce) {
    const batch = asked.slice(at, at + atOnce);
    const sql = batch.map((one, place) => `SELECT ${place} AS place WHERE (${one.sql})`);
    const answer = await rolledBack(session, () =>
      session.query<{ place: number }>(sql.join(' UNION ALL ')),
    );
    if ('error' in answer) {
      kept.push(...batch.map((one) => one.thing));
      continue;
    }
    const places = new Set(answer.value.rows.map((row) => row.place));
    kept.push(...batch.filter((_, place) => places.has(place)).map((one) => one.thing));
  }
  return kept;
}
