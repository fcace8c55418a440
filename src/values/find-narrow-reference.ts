import type { NarrowReference } from '../diagnose/fault.ts';
import { attempt } from '../postgres/attempt.ts';
import { quoteIdent, quoteQualified } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';
import type { TypeChangeFacts } from './facts.ts';
import { findTypeChanges } from './find-type-changes.ts';
import type { GatherRequest } from './gather-request.ts';

/** How near a narrower column is to its end. */
export interface KeyReach {
  /** Position in the key. */
  readonly pair: number;
  /** The greatest key (by its amount), or the characters of the longest; null: none, or it cannot be read. */
  readonly current: bigint | null;
  readonly most: bigint;
  /** A key is there already that the column cannot hold. */
  readonly exceeded: boolean;
  /** The key's sequence ends before the column does. */
  readonly ends: boolean;
}

export interface NarrowReferenceFacts extends TypeChangeFacts {
  /** In the order of the fault's limits. */
  readonly reaches: readonly KeyReach[];
}

/**
 * Looks at the greatest keys, and at the values of the columns that would be widened.
 *
 * @param session inside a transaction, under quietSettings.
 */
export async function findNarrowReference(
  session: Session,
  fault: NarrowReference,
  request: GatherRequest,
): Promise<NarrowReferenceFacts> {
  const reaches: KeyReach[] = [];
  for (const limit of fault.limits) {
    const most = BigInt(limit.most);
    const current = await greatestKey(session, fault, limit);
    const end = limit.sequence === null ? null : await endOf(session, limit.sequence);
    const exceeded = current !== null && current > most;
    reaches.push({
      pair: limit.pair,
      current,
      most,
      exceeded,
      ends: !exceeded && end !== null && end <= most,
    });
  }
  return { ...(await findTypeChanges(session, fault, request)), reaches };
}

/** Rows that a policy hides, or that may not be read, leave it unknown. */
async function greatestKey(
  session: Session,
  { referenced }: NarrowReference,
  { pair, of }: NarrowReference['limits'][number],
): Promise<bigint | null> {
  const key = quoteIdent(referenced.columns[pair]?.name ?? '');
  const greatest =
    of === 'text'
      ? `max(length(${key}::text))`
      : `greatest(max(${key})::numeric, -(min(${key})::numeric))`;
  const found = await attempt(session, () =>
    session.query<{ greatest: string | null }>(
      `SELECT trunc(nullif(${greatest}::numeric, 'NaN'))::text AS greatest FROM ${quoteQualified(referenced.table)}`,
    ),
  );
  const text = 'value' in found ? found.value.rows[0]?.greatest : null;
  return text !== null && text !== undefined && /^-?\d+$/.test(text) ? BigInt(text) : null;
}

async function endOf(
  session: Session,
  { schema, name }: { readonly schema: string; readonly name: string },
): Promise<bigint | null> {
  const { rows } = await session.query<{ most: string; cycles: boolean }>(
    `SELECT s.seqmax::text AS most FROM pg_sequence AS s JOIN pg_class AS c ON c.oid = s.seqrelid
       JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2`,
    [schema, name],
  );
  const [row] = rows;
  return row === undefined ? null : BigInt(row.most);
}
