import type { Catalog } from '../../catalog/catalog.ts';
import { tablesOf } from '../../plan/conversion-steps.ts';
import type { Plan } from '../../plan/plan.ts';
import { inTransaction } from '../../postgres/in-transaction.ts';
import { quoteLiteral, quoteQualified } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';

/**
 * What somebody has to know before a live execution begins, one sentence each; what makes it impossible is refused
 * when it is designed.
 *
 * @param session outside any transaction.
 */
export async function preflight(session: Session, plan: Plan, catalog: Catalog): Promise<string[]> {
  return inTransaction(session, async () => {
    const notes: string[] = [];
    const sizes = tablesOf(plan.conversions).map(
      (table) =>
        `coalesce((SELECT pg_catalog.sum(pg_catalog.pg_total_relation_size(t.relid)) FROM pg_catalog.pg_partition_tree(${quoteLiteral(quoteQualified(table))}) AS t), pg_catalog.pg_total_relation_size(${quoteLiteral(quoteQualified(table))}))`,
    );
    const { rows } = await session.query<{ bytes: string; database: string; wal: string }>(
      `SELECT (${sizes.join(' + ')})::text AS bytes, pg_catalog.pg_database_size(pg_catalog.current_database())::text AS database, pg_catalog.current_setting('wal_level') AS wal`,
    );
    const bytes = Number(rows[0]?.bytes ?? 0);
    notes.push(
      `The copies take about ${size(bytes)} on disk until \`pgmend finish\`, and their WAL about as much again (the database has ${size(Number(rows[0]?.database ?? 0))}).`,
    );
    const old = await session.query<{ pid: number; minutes: string; who: string }>(
      `SELECT pid, round(extract(epoch FROM pg_catalog.clock_timestamp() - xact_start) / 60)::text AS minutes, coalesce(nullif(application_name, ''), usename::text, '?') AS who ` +
        `FROM pg_catalog.pg_stat_activity WHERE datname = pg_catalog.current_database() AND pid <> pg_catalog.pg_backend_pid() AND xact_start < pg_catalog.clock_timestamp() - interval '1 minute' ORDER BY xact_start LIMIT 3`,
    );
    for (const { pid, minutes, who } of old.rows) {
      notes.push(
        `A transaction of ${who} (pid ${pid}) is open for ${minutes} min: if it has touched the tables, nothing can be locked until it ends.`,
      );
    }
    const slots = await session.query<{ name: string; active: boolean }>(
      `SELECT slot_name::text AS name, active FROM pg_catalog.pg_replication_slots WHERE slot_type = 'logical' AND database = pg_catalog.current_database() ORDER BY 1`,
    );
    for (const { name, active } of slots.rows) {
      notes.push(
        active
          ? `The logical slot ${name} decodes the WAL of the copies as well; its subscribers need the new types before the first change behind the cut-over: ALTER TABLE … ALTER COLUMN … TYPE there, then nothing else, for the tables stay in their publications.`
          : `The logical slot ${name} is not read by anybody: the server keeps the WAL of the copies until it is.`,
      );
    }
    const hidden = await session.query<{ n: number }>(
      `SELECT count(*)::int4 AS n FROM pg_catalog.pg_stat_activity WHERE datname = pg_catalog.current_database() AND backend_type IS NULL`,
    );
    if ((hidden.rows[0]?.n ?? 0) > 0) {
      notes.push(
        'What sessions of other roles do is hidden from this one: the cut-over cannot wait for REPEATABLE READ transactions of theirs, which would find the tables empty. GRANT pg_read_all_stats to this role lets it look.',
      );
    }
    // https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-REPLICATION-VIEW
    const lag = await session.query<{ hidden: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_catalog.pg_stat_replication AS r WHERE r.state IS NULL) AS hidden`,
    );
    if (lag.rows[0]?.hidden === true) {
      notes.push(
        'How far replicas are behind is hidden from this role: it does not wait for them, whatever --max-lag says. GRANT pg_read_all_stats to this role lets it look.',
      );
    }
    if (catalog.serverVersion < 140_000) {
      notes.push(
        'PostgreSQL 13 cannot read a table by ranges of pages: each is copied by one statement, and begins anew when it is interrupted.',
      );
    }
    return notes;
  });
}

function size(bytes: number): string {
  return bytes < 1e9
    ? `${Math.max(1, Math.round(bytes / 1e6))} MB`
    : `${(bytes / 1e9).toFixed(1)} GB`;
}
