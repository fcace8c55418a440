import { rolledBack } from '../postgres/rolled-back.ts';
import type { Session } from '../postgres/session.ts';
import { withSettings } from '../postgres/with-settings.ts';

/** How long looking at values may take; null in its place: as long as it takes. Milliseconds. */
export interface Patience {
  /** One statement. */
  readonly each: number;
  /** All faults together that only names suggest. */
  readonly all: number;
}

/**
 * Looks at values behind a savepoint, so that one table that cannot be read does not end the whole look.
 *
 * @returns what was found, or why nobody can know: one clause.
 */
export async function lookWithin<T>(
  session: Session,
  patience: Patience | null,
  look: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly reason: string }> {
  const settings =
    patience === null
      ? {}
      : { statement_timeout: `${patience.each}ms`, lock_timeout: `${patience.each}ms` };
  const answer = await rolledBack(session, () => withSettings(session, settings, look));
  if (!('error' in answer)) return answer;
  const { sqlstate, message } = answer.error;
  if (sqlstate === '42501') return { reason: message };
  if (patience === null) throw answer.error;
  if (sqlstate === '57014')
    return { reason: `counting takes longer than ${patience.each / 1000} s` };
  if (sqlstate === '55P03') return { reason: 'somebody else has locked it' };
  throw answer.error;
}
