import { PgmendError } from '../../postgres/pgmend-error.ts';
import { type QualifiedName, quoteIdent, quoteQualified } from '../../postgres/quote.ts';
import { ServerError } from '../../postgres/server-error.ts';
import type { Session } from '../../postgres/session.ts';
import { amendText } from '../../statement/amend.ts';
import type { DeclaredForeignKey } from '../../statement/declaration.ts';
import { parseStatements } from '../../statement/parse-statements.ts';
import { takeOutForeignKeys } from '../../statement/take-out-foreign-keys.ts';
import type { LiveOptions } from './live-options.ts';
import { openQuietly } from './live-session.ts';
import { withBriefLock } from './with-brief-lock.ts';

/** Where a statement that is to be carried out for somebody else resolves its names, and as whom it runs. */
interface Place {
  readonly role: string;
  readonly path: string;
}

/** The key that was laid. */
interface Laid extends QualifiedName {
  readonly key: string;
}

/**
 * Does what a statement asks for that adds one foreign key and nothing else: lays it NOT VALID, for a moment, and checks
 * the rows in a transaction of its own, while everybody writes (SHARE UPDATE EXCLUSIVE).
 * https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES
 *
 * @param held the connection on which the statement was sent, outside any transaction of the client's.
 * @param signal aborts when nobody waits for it any more.
 * @returns false where it has to be sent as it is: it is another one, the server does not lay such a key NOT VALID, or
 *   rows break it. Nothing of it is there then.
 */
export async function layKey(
  sql: string,
  held: Session,
  options: LiveOptions,
  signal: AbortSignal,
): Promise<boolean> {
  const later = notValidYet(sql);
  if (later === null) return false;
  const session = await openQuietly(options.open);
  try {
    const there = await placeOf(held);
    if (there.role !== (await placeOf(session)).role) return false;
    const lock = { attempt: options.lockAttempt, patience: options.lockPatience, signal };
    const laid = await withBriefLock(session, [], 'SHARE ROW EXCLUSIVE', lock, async () => {
      await session.query(`SELECT pg_catalog.set_config('search_path', $1, true)`, [there.path]);
      await session.query(later);
      return newestKey(session);
    }).catch(asRefusal);
    if (laid === null) return false;
    const name = quoteIdent(laid.key);
    const on = `ALTER TABLE ${quoteQualified(laid)}`;
    const checked = await session
      .query(`${on} VALIDATE CONSTRAINT ${name}`)
      .then(() => true)
      .catch(asRefusal);
    if (checked === true && !signal.aborted) return true;
    await withBriefLock(session, [], 'ACCESS EXCLUSIVE', { ...lock, signal: never }, () =>
      session.query(`${on} DROP CONSTRAINT ${name}`),
    );
    return false;
  } finally {
    await session.close();
  }
}

const never = new AbortController().signal;

/** The statement with NOT VALID; null where it is another one. */
function notValidYet(sql: string): string | null {
  const parsed = parseStatements(sql);
  if (!parsed.ok || parsed.statements.length !== 1) return null;
  const keys = parsed.statements.flatMap((one) => one.declarations);
  const [key] = keys;
  if (keys.length !== 1 || key?.kind !== 'foreign-key' || !isPlain(key)) return null;
  if (takeOutForeignKeys(sql, parsed.statements, new Set([key])) !== '') return null;
  return amendText(sql, [
    { range: { start: key.range.end, end: key.range.end }, text: ' NOT VALID' },
  ]);
}

function isPlain({ origin, notValid, enforced }: DeclaredForeignKey): boolean {
  return origin === 'add-constraint' && !notValid && enforced;
}

async function placeOf(session: Session): Promise<Place> {
  const { rows } = await session.query<Place>(
    `SELECT current_user::text AS role, pg_catalog.current_setting('search_path') AS path`,
  );
  return rows[0] ?? { role: '', path: '' };
}

/** The foreign key that this transaction has laid. */
async function newestKey(session: Session): Promise<Laid> {
  const { rows } = await session.query<Laid>(
    `SELECT n.nspname AS schema, c.relname AS name, k.conname AS key FROM pg_catalog.pg_constraint AS k JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid ` +
      `JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace WHERE k.contype = 'f' AND k.conparentid = 0 AND NOT k.convalidated ` +
      `AND k.xmin::text = (pg_catalog.pg_current_xact_id()::text::numeric % 4294967296)::text`,
  );
  const [laid] = rows;
  if (laid === undefined) throw new TypeError('a key that was not laid');
  return laid;
}

/** What the server refuses is for the statement itself to say, and so is who holds a lock. */
function asRefusal(error: unknown): null {
  if (error instanceof PgmendError) return null;
  if (error instanceof ServerError && !/^(08|53|57|58|XX)/.test(error.sqlstate)) return null;
  throw error;
}
