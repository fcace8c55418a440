import type { Session } from '../../postgres/session.ts';

/** Milliseconds of quiet before others count as gone. */
const patience = 10_000;

/** Whether others use the server. */
export interface Others {
  /** Looks who has worked within the last second. */
  readonly look: () => Promise<void>;
  /** True as well as long as nobody can know. */
  readonly areAtWork: () => boolean;
}

/**
 * Looks for sessions of others that work: they do when they are seen twice in a row, where one that monitors the
 * server now and then is not. What a session does that may not be looked at, is work.
 *
 * @see https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-ACTIVITY-VIEW
 */
export function watchOthers(session: Session): Others {
  let seen: boolean | null = null;
  let busyUntil = Number.POSITIVE_INFINITY;
  return {
    look: async () => {
      const before = seen;
      seen = await someoneWorks(session);
      if (before === null) return;
      if (seen && before) busyUntil = performance.now() + patience;
      else if (busyUntil === Number.POSITIVE_INFINITY) busyUntil = performance.now();
    },
    areAtWork: () => performance.now() < busyUntil,
  };
}

async function someoneWorks(session: Session): Promise<boolean> {
  const { rows } = await session.query<{ some: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_catalog.pg_stat_activity AS a WHERE a.pid <> pg_catalog.pg_backend_pid() ` +
      `AND a.application_name IS DISTINCT FROM pg_catalog.current_setting('application_name') AND CASE ` +
      // Of a session of others everything but its role and database is hidden.
      `WHEN a.backend_type IS NULL THEN a.usesysid IS NOT NULL AND a.datname IS NOT NULL ` +
      `ELSE a.backend_type = 'client backend' AND (a.state = 'active' OR a.state_change > pg_catalog.clock_timestamp() - interval '1 second') END) AS some`,
  );
  return rows[0]?.some === true;
}
