import type { Session } from '../../postgres/session.ts';

/** Transactions a second of all databases of the server from which on it counts as used: monitoring alone makes less. */
const used = 20;
/** Statements of others that run at the same moment: so few, and long ones, are work as well. */
const manyAtOnce = 2;
/** Milliseconds over which transactions are counted: a session reports its own at most once a second. */
const span = 2_000;
/** Milliseconds of quiet before others count as gone. */
const patience = 10_000;

/** Whether others use the server. */
export interface Others {
  /** Counts what they have done since. */
  readonly look: () => Promise<void>;
  /** True as well as long as nobody can know. */
  readonly areAtWork: () => boolean;
}

/**
 * Counts the transactions of the server, where a live execution of its own makes a few a second.
 *
 * @see https://www.postgresql.org/docs/current/monitoring-stats.html pg_stat_database, pg_stat_activity
 */
export function watchOthers(session: Session): Others {
  let counted: { readonly transactions: number; readonly at: number } | null = null;
  let busyUntil = Number.POSITIVE_INFINITY;
  return {
    look: async () => {
      const { transactions, active } = await count(session);
      const at = performance.now();
      if (active >= manyAtOnce) busyUntil = at + patience;
      if (counted !== null && at - counted.at < span) return;
      const rate =
        counted === null
          ? null
          : (1000 * (transactions - counted.transactions)) / (at - counted.at);
      counted = { transactions, at };
      if (rate === null) return;
      if (rate >= used) busyUntil = at + patience;
      else if (busyUntil === Number.POSITIVE_INFINITY) busyUntil = at;
    },
    areAtWork: () => performance.now() < busyUntil,
  };
}

async function count(
  session: Session,
): Promise<{ readonly transactions: number; readonly active: number }> {
  const { rows } = await session.query<{ transactions: number; active: number }>(
    `SELECT (SELECT pg_catalog.sum(d.xact_commit + d.xact_rollback)::float8 FROM pg_catalog.pg_stat_database AS d) AS transactions, ` +
      `(SELECT count(*)::int4 FROM pg_catalog.pg_stat_activity AS a WHERE a.state = 'active' AND a.backend_type = 'client backend' ` +
      `AND a.application_name <> pg_catalog.current_setting('application_name') AND a.pid <> pg_catalog.pg_backend_pid()) AS active`,
  );
  return rows[0] ?? { transactions: 0, active: 0 };
}
