import type { Applied } from '../../src/execute/apply-plan.ts';
import type { RunInfo } from '../../src/execute/open-run.ts';
import type { Progress } from '../../src/execute/progress.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { PlanOptions } from '../../src/plan/plan-options.ts';
import type { PgmendError } from '../../src/postgres/pgmend-error.ts';
import { ServerError } from '../../src/postgres/server-error.ts';
import type { Session } from '../../src/postgres/session.ts';
import { createMender } from '../../src/relay/mend-held.ts';

/** How a statement ended that was sent without a relay, but held and mended as under one. */
export type Ended =
  /** It had no error at all. */
  | { readonly kind: 'passed' }
  | { readonly kind: 'mended'; readonly plan: Plan; readonly applied: Applied | null }
  /** Nothing was changed; why, in one word or the server's. */
  | {
      readonly kind: 'stopped';
      readonly result: string;
      readonly plan: Plan | null;
      readonly error: PgmendError | ServerError | null;
    };

export interface HeldOptions {
  readonly plan: PlanOptions;
  readonly run: RunInfo;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Sends a statement in a transaction of its own; its error goes the way that it goes under `pgmend run`: diagnosed, planned,
 * mended on the same connection, and the statement is sent again. On any other end the transaction is rolled back.
 */
export async function mendHeld(
  session: Session,
  sql: string,
  options: HeldOptions,
): Promise<Ended> {
  await session.query('BEGIN');
  await session.query('SAVEPOINT first');
  const error = await session.query(sql).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error === null) {
    await session.query('ROLLBACK');
    return { kind: 'passed' };
  }
  if (!(error instanceof ServerError)) throw error;
  await session.query('ROLLBACK TO SAVEPOINT first');
  const mender = createMender({
    ...options,
    maps: [],
    lockTimeout: '5s',
    ask: async () => 'yes',
  });
  const connection = { number: 1, pid: 0, user: '', database: '', applicationName: null };
  const held = {
    ...{ sql, error, connection },
    ...({ protocol: 'simple', inTransaction: true, before: 'nothing' } as const),
  };
  const verdict = await mender.onHeld(held, session, new AbortController().signal);
  const [outcome] = mender.outcomes();
  const plan = outcome?.plan ?? null;
  if (plan === null || (verdict.kind !== 'retry' && verdict.kind !== 'answer')) {
    await session.query('ROLLBACK');
    return {
      kind: 'stopped',
      result: outcome?.result ?? 'unknown',
      plan,
      error: outcome?.error ?? error,
    };
  }
  if (verdict.kind === 'retry') await session.query(verdict.sql ?? sql);
  await session.query('COMMIT');
  return { kind: 'mended', plan, applied: outcome?.applied ?? null };
}
