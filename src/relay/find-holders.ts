import type { Session } from '../postgres/session.ts';

/** A backend that waits for a lock, and those that keep it waiting. */
export interface LockWait {
  readonly pid: number;
  /** As far as the server shows it. */
  readonly statement: string | null;
  /** How long it has been waiting; since its statement began where the server does not say. */
  readonly seconds: number;
  /** The locked table or other relation; null where the lock is on something else or in another database. */
  readonly relation: { readonly schema: string; readonly name: string } | null;
  /** `AccessExclusiveLock` and the like; `ShareLock` without a relation waits for the end of a transaction. */
  readonly mode: string | null;
  readonly holders: readonly Holder[];
}

/** Each is null where the server does not show it to this role, or a prepared transaction holds the lock. */
export interface Holder {
  /** 0: a prepared transaction. */
  readonly pid: number;
  readonly user: string | null;
  readonly applicationName: string | null;
  /** `idle in transaction`, `active`, … */
  readonly state: string | null;
  /** How long it has been in that state. */
  readonly seconds: number | null;
  /** How long its transaction has been open. */
  readonly transactionSeconds: number | null;
  readonly lastStatement: string | null;
}

interface Row extends Omit<Holder, 'pid'> {
  readonly waiter: number;
  readonly statement: string | null;
  readonly waited: number | null;
  readonly mode: string | null;
  readonly schema: string | null;
  readonly name: string | null;
  readonly pid: number;
}

const readable = (activity: string) =>
  `CASE WHEN ${activity}.query OPERATOR(pg_catalog.<>) '<insufficient privilege>' THEN ${activity}.query END`;

const age = (moment: string) =>
  `extract(epoch FROM pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) ${moment})::pg_catalog.float8`;

/**
 * Which of these backends wait for a lock, and for whom.
 * Source: pg_blocking_pids() and the views pg_locks and pg_stat_activity; `waitstart` is there from version 14 on.
 *
 * @throws ServerError, PgmendError
 */
export async function findHolders(
  session: Session,
  pids: readonly number[],
): Promise<readonly LockWait[]> {
  const start =
    session.serverVersion >= 140_000 ? 'coalesce(l.waitstart, w.query_start)' : 'w.query_start';
  const { rows } = await session.query<Row>(
    `SELECT w.pid AS waiter, ${readable('w')} AS statement, ${age(start)} AS waited, l.mode,
            n.nspname AS schema, c.relname AS name, h.pid, a.usename AS "user",
            nullif(a.application_name, '') AS "applicationName", a.state,
            ${age('a.state_change')} AS seconds, ${age('a.xact_start')} AS "transactionSeconds",
            ${readable('a')} AS "lastStatement"
       FROM pg_catalog.pg_stat_activity AS w
      CROSS JOIN LATERAL (
              SELECT DISTINCT b.pid FROM pg_catalog.unnest(pg_catalog.pg_blocking_pids(w.pid)) AS b (pid)
            ) AS h
       LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid OPERATOR(pg_catalog.=) h.pid
       LEFT JOIN pg_catalog.pg_locks AS l ON l.pid OPERATOR(pg_catalog.=) w.pid AND NOT l.granted
       -- Who waits for a row holds the lock on its place: that names the table.
       LEFT JOIN pg_catalog.pg_locks AS t ON t.pid OPERATOR(pg_catalog.=) w.pid AND t.granted
                 AND t.locktype OPERATOR(pg_catalog.=) 'tuple'
       LEFT JOIN pg_catalog.pg_class AS c
              ON c.oid OPERATOR(pg_catalog.=) coalesce(l.relation, t.relation)
                 AND w.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()
       LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
      WHERE w.pid OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.int4[])
      ORDER BY w.pid, h.pid`,
    [pids.map(String)],
  );
  const waits = new Map<number, LockWait>();
  for (const row of rows) {
    const { waiter, statement, waited, mode, schema, name, ...holder } = row;
    const known = waits.get(waiter);
    waits.set(waiter, {
      pid: waiter,
      statement,
      seconds: waited ?? 0,
      relation: schema === null || name === null ? null : { schema, name },
      mode,
      holders: [...(known?.holders ?? []), holder],
    });
  }
  return [...waits.values()];
}
