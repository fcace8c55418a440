import { attempt } from '../postgres/attempt.ts';
import type { Session } from '../postgres/session.ts';
import { withSettings } from '../postgres/with-settings.ts';
import { numbersIn } from './packed-facts.ts';
import { userNamespaces } from './user-namespaces.ts';

/** OIDs of tables that had no page when somebody last looked. */
export interface Pageless {
  /** Nothing came in since. */
  readonly empty: readonly number[];
  /** Only their files can tell. */
  readonly open: readonly number[];
}

/** When VACUUM or ANALYZE last looked at a table, as far as the server's statistics go back. */
const lastLooked = ['vacuum', 'analyze', 'autovacuum', 'autoanalyze']
  .map((what) => `pg_catalog.pg_stat_get_last_${what}_time(c.oid)`)
  .join(', ');

/**
 * Opening a table to see its size takes longer than all else that is asked of it. It has no page where VACUUM or
 * ANALYZE found none (from 14 on `reltuples` says whether they looked) and nothing came in since; on a standby nobody
 * counts that.
 */
function pagelessSql(serverVersion: number): string {
  const seen = serverVersion >= 140_000 ? 'c.reltuples = 0' : `COALESCE(${lastLooked}) IS NOT NULL`;
  return `
SELECT (pg_catalog.array_agg(t.oid) FILTER (WHERE t.empty))::text AS empty,
       (pg_catalog.array_agg(t.oid) FILTER (WHERE NOT t.empty))::text AS open
  FROM (SELECT c.oid, ${seen} AND pg_catalog.pg_stat_get_tuples_inserted(c.oid) = 0
                      AND NOT pg_catalog.pg_is_in_recovery() AS empty
          FROM pg_catalog.pg_class c
         WHERE c.relkind = 'r' AND c.relnamespace IN (${userNamespaces}) AND c.relpages = 0 OFFSET 0) t`;
}

/** One query, which waits for nobody. The session is inside a transaction under quietSettings. */
export async function readPageless(session: Session, journalSchema: string): Promise<Pageless> {
  const { rows } = await session.query<{ empty: string | null; open: string | null }>(
    pagelessSql(session.serverVersion),
    [journalSchema],
  );
  return { empty: numbersIn(rows[0]?.empty ?? '{}'), open: numbersIn(rows[0]?.open ?? '{}') };
}

/**
 * OIDs of the tables that have no page, in one query where files have to be looked at; without those where somebody
 * else has locked one of them, which is not waited for.
 *
 * @param session inside a transaction.
 */
export async function readEmptyTables(
  session: Session,
  { empty, open }: Pageless,
): Promise<ReadonlySet<number>> {
  if (open.length === 0) return new Set(empty);
  const looked = await attempt(session, () =>
    withSettings(session, { lock_timeout: '1s' }, () =>
      session.query<{ oids: string | null }>(
        'SELECT pg_catalog.array_agg(o)::text AS oids FROM pg_catalog.unnest($1::oid[]) AS o WHERE pg_catalog.pg_relation_size(o) = 0',
        [open],
      ),
    ),
  );
  const found = 'error' in looked ? null : (looked.value.rows[0]?.oids ?? null);
  return new Set([...empty, ...numbersIn(found ?? '{}')]);
}
