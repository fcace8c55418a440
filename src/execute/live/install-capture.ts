import type { QualifiedName } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import { captureTrigger, captureTriggersSql, lookupTriggersSql } from './capture-sql.ts';
import type { LiveDesign } from './live-design.ts';
import { captureLock } from './live-locks.ts';
import { type BriefLock, withBriefLock } from './with-brief-lock.ts';

/**
 * Lays the triggers that write down what changes, table by table, each under a lock that waits for writers for a
 * moment only. Behind it every writer of before has ended, and every later one is captured.
 *
 * @param session outside any transaction. What is there already stays.
 */
export async function installCapture(
  session: Session,
  design: LiveDesign,
  lock: BriefLock,
): Promise<void> {
  for (const lookup of design.lookups) {
    await lay(
      session,
      [lookup.table],
      captureTrigger(lookup.capture, 'rows'),
      lookupTriggersSql(design, lookup),
      lock,
    );
  }
  for (const table of design.tables) {
    const tables = table.members.map(({ copy }) => ({ schema: copy.schema, name: copy.name }));
    await lay(
      session,
      tables,
      captureTrigger(table.capture, 'rows'),
      captureTriggersSql(design, table),
      lock,
    );
  }
}

async function lay(
  session: Session,
  tables: readonly QualifiedName[],
  name: string,
  statements: readonly string[],
  lock: BriefLock,
): Promise<void> {
  const [first] = tables;
  if (first === undefined) return;
  const { rows } = await session.query<{ there: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_catalog.pg_trigger g JOIN pg_catalog.pg_class c ON c.oid = g.tgrelid ` +
      `JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2 AND g.tgname = $3) AS there`,
    [first.schema, first.name, name],
  );
  if (rows[0]?.there === true) return;
  await withBriefLock(session, tables, captureLock, lock, async () => {
    for (const sql of statements) await session.query(sql);
  });
}
