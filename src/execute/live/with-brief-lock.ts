import { setTimeout as sleep } from 'node:timers/promises';
import type { LockMode } from '../../plan/step.ts';
import { PgmendError } from '../../postgres/pgmend-error.ts';
import { displayQualified, type QualifiedName } from '../../postgres/quote.ts';
import { ServerError } from '../../postgres/server-error.ts';
import type { Session } from '../../postgres/session.ts';
import { lockHolders } from './lock-holders.ts';
import { lockTablesSql } from './lock-tables-sql.ts';

export interface BriefLock {
  /** Milliseconds for all locks of one attempt together: so long do others wait behind it. */
  readonly attempt: number;
  /** Milliseconds after which it is given up. */
  readonly patience: number;
  /** Done before each attempt, outside the transaction. */
  readonly prepare?: () => Promise<void>;
  /** Told when an attempt failed: how many have, when the next one is, in milliseconds, and who is in the way, once known. */
  readonly onRetry?: (attempts: number, pause: number, holders: readonly string[]) => void;
  /** Aborts between two attempts. */
  readonly signal?: AbortSignal;
}

/** Attempts after which it is looked up who is in the way: most have gone by then. */
const soon = 2;

/** lock_not_available, query_canceled, deadlock_detected: somebody else is there, and is let through. */
const busy = new Set(['55P03', '57014', '40P01']);

/**
 * Runs `work` in a transaction that holds these locks, which are asked for again and again, each time only for a
 * moment: whoever comes meanwhile waits behind the request.
 *
 * @throws PgmendError `lock-not-got` when the patience is at its end; nothing has happened then.
 */
export async function withBriefLock<T>(
  session: Session,
  tables: readonly QualifiedName[],
  mode: LockMode,
  options: BriefLock,
  work: () => Promise<T>,
): Promise<T> {
  const started = performance.now();
  const inTheWay = () => lockHolders(session, tables, mode === 'ACCESS EXCLUSIVE');
  for (let attempts = 1; ; attempts += 1) {
    let holders: readonly string[] = [];
    await options.prepare?.();
    await session.query('BEGIN');
    try {
      // The limit is for all tables together; lock_timeout counts for each anew.
      await session.query(`SET LOCAL statement_timeout = '${options.attempt}ms'`);
      if (tables.length > 0) await session.query(lockTablesSql(tables, mode, options.attempt));
      await session.query(
        `SELECT pg_catalog.set_config('statement_timeout', '0', true), pg_catalog.set_config('lock_timeout', '${options.attempt}ms', true)`,
      );
      const result = await work();
      await session.query('COMMIT');
      return result;
    } catch (error) {
      await session.query('ROLLBACK').catch(() => {});
      if (!isBusy(error)) throw error;
      if (performance.now() - started > options.patience || options.signal?.aborted === true) {
        if (error instanceof PgmendError) throw error;
        throw notGot(tables, attempts, await inTheWay(), error);
      }
      if (attempts > soon && !(error instanceof TryAgain)) holders = await inTheWay();
    }
    const pause = Math.min(2_000, 100 * 1.5 ** Math.min(attempts, 8)) * (0.5 + Math.random());
    options.onRetry?.(attempts, pause, holders);
    await sleep(pause);
  }
}

/** Thrown by the work when the locks are there and something else is not: the attempt is made again later. */
export class TryAgain extends PgmendError {}

function isBusy(error: unknown): boolean {
  return error instanceof ServerError ? busy.has(error.sqlstate) : error instanceof TryAgain;
}

function notGot(
  tables: readonly QualifiedName[],
  attempts: number,
  holders: readonly string[],
  cause: unknown,
) {
  const names = tables.map(displayQualified).join(', ');
  const prepared = holders.some((one) => one.startsWith('the prepared transaction'));
  const who = holders.length === 0 ? 'other transactions' : holders.join(', ');
  const wayOut = prepared
    ? 'End the prepared transaction (COMMIT PREPARED or ROLLBACK PREPARED; see pg_prepared_xacts)'
    : `Find who holds ${tables.length === 1 ? 'it' : 'them'} in pg_stat_activity`;
  return new PgmendError(
    'lock-not-got',
    `${names} could not be locked for a moment in ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}: held by ${who}.`,
    `Nothing is lost, and everything goes on being captured. ${wayOut}, then run: pgmend resume`,
    1,
    { cause },
  );
}
