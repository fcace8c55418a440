import { quoteIdent, quoteQualified } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import { dropCaptureSql, dropLookupSql, dropSnapshotSql } from './capture-sql.ts';
import type { LiveDesign } from './live-design.ts';
import { type BriefLock, withBriefLock } from './with-brief-lock.ts';

/** Takes the triggers away that capture changes before the cut-over. @param session outside any transaction. */
export async function removeCapture(
  session: Session,
  design: LiveDesign,
  lock: BriefLock,
): Promise<void> {
  await removeFromTables(session, design, lock, false);
  for (const lookup of design.lookups) {
    await withBriefLock(session, [lookup.table], 'ACCESS EXCLUSIVE', lock, async () => {
      for (const sql of dropLookupSql(lookup)) await session.query(sql);
    });
  }
}

/** Takes the triggers away that capture changes behind the cut-over. @param session outside any transaction. */
export function removeCaptureSince(
  session: Session,
  design: LiveDesign,
  lock: BriefLock,
): Promise<void> {
  return removeFromTables(session, design, lock, true);
}

/**
 * Takes the triggers away that stand on a table which stands aside for a later execution: what it captured there was for
 * this one.
 *
 * @param session outside any transaction.
 */
export async function removeCaptureAside(
  session: Session,
  { journalSchema, id }: LiveDesign,
  lock: BriefLock,
): Promise<void> {
  const { rows } = await session.query<{ name: string; trigger: string }>(
    `SELECT c.relname AS name, g.tgname AS trigger FROM pg_catalog.pg_trigger AS g JOIN pg_catalog.pg_class AS c ON c.oid = g.tgrelid JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace ` +
      `WHERE n.nspname = $1 AND g.tgname LIKE $2 AND g.tgparentid = 0`,
    [journalSchema, `pgmend\\_live\\_${id}\\_%`],
  );
  for (const { name, trigger } of rows) {
    const table = { schema: journalSchema, name };
    await withBriefLock(session, [table], 'ACCESS EXCLUSIVE', lock, async () => {
      await session.query(`DROP TRIGGER ${quoteIdent(trigger)} ON ${quoteQualified(table)}`);
    });
  }
}

/** Takes the triggers away that turn transactions of before away. @param session outside any transaction. */
export async function removeSnapshot(
  session: Session,
  { tables }: LiveDesign,
  lock: BriefLock,
): Promise<void> {
  for (const table of tables) {
    const own = table.members.map(({ copy }) => ({ schema: copy.schema, name: copy.name }));
    await withBriefLock(session, own, 'ACCESS EXCLUSIVE', lock, async () => {
      for (const sql of dropSnapshotSql(table, own)) await session.query(sql);
    });
  }
}

async function removeFromTables(
  session: Session,
  { tables }: LiveDesign,
  lock: BriefLock,
  since: boolean,
): Promise<void> {
  for (const table of tables) {
    const own = table.members.map(({ copy }) => ({ schema: copy.schema, name: copy.name }));
    await withBriefLock(session, own, 'ACCESS EXCLUSIVE', lock, async () => {
      const gone = [...dropCaptureSql(table, own, since), ...dropSnapshotSql(table, own)];
      for (const sql of gone) await session.query(sql);
    });
  }
}

/**
 * Drops every work table, sequence and function of a live execution: all that is named after it in the journal's
 * schema. Kept values and rows stand in tables of the journal itself.
 *
 * @param session inside a transaction.
 */
export async function removeWork(
  session: Session,
  { journalSchema, id }: LiveDesign,
): Promise<void> {
  const pattern = `live\\_${id}\\_%`;
  const { rows: tables } = await session.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace ` +
      `WHERE n.nspname = $1 AND c.relname LIKE $2 AND c.relkind IN ('r', 'p') AND NOT c.relispartition`,
    [journalSchema, pattern],
  );
  for (const { name } of tables) {
    await session.query(`DROP TABLE ${quoteQualified({ schema: journalSchema, name })}`);
  }
  const { rows: sequences } = await session.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace ` +
      `WHERE n.nspname = $1 AND c.relname LIKE $2 AND c.relkind = 'S'`,
    [journalSchema, pattern],
  );
  for (const { name } of sequences) {
    await session.query(`DROP SEQUENCE ${quoteQualified({ schema: journalSchema, name })}`);
  }
  const { rows: functions } = await session.query<{ name: string }>(
    `SELECT p.proname AS name FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace ` +
      `WHERE n.nspname = $1 AND p.proname LIKE $2`,
    [journalSchema, pattern],
  );
  for (const { name } of functions) {
    await session.query(`DROP FUNCTION ${quoteQualified({ schema: journalSchema, name })}()`);
  }
  await session.query(`DELETE FROM ${quoteIdent(journalSchema)}.live_copies WHERE live = $1`, [id]);
}
