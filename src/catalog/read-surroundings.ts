import type { QualifiedName } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';
import { surroundingsSql } from './surroundings-sql.ts';

/**
 * The value of {@link surroundingsSql} as it is now.
 *
 * @param session inside a transaction, under quietSettings.
 */
export async function readSurroundings(
  session: Session,
  tables: readonly QualifiedName[],
): Promise<string> {
  const { rows } = await session.query<{ digest: string }>(surroundingsSql(tables));
  return rows[0]?.digest ?? '';
}
