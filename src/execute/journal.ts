import type { PutOffKey, WaitingKey } from '../diagnose/put-off-key.ts';
import type { Plan } from '../plan/plan.ts';
import { attempt } from '../postgres/attempt.ts';
import { quoteIdent } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';
import type { Proof } from '../verify/proof.ts';

/** One repair as the journal has it. */
export interface JournalledRepair {
  readonly id: number;
  readonly run: string;
  readonly command: string;
  readonly kind: 'mend' | 'undo';
  readonly state: 'applied' | 'undone' | 'finished';
  readonly made: Date;
  readonly statement: string | null;
  /** Name in the migration tool's ledger, where it is known. */
  readonly migration: string | null;
  readonly plan: Plan;
  readonly proof: Proof | null;
}

/** A value or a whole row that matched nothing and is kept. */
export interface Kept {
  readonly kind: 'value' | 'row';
  readonly id: number;
  readonly repair: number;
  readonly run: string;
  readonly schema: string;
  readonly table: string;
  readonly column: string | null;
  /** Key of the row for a value, the whole row for a row. */
  readonly row: Record<string, unknown>;
  readonly value: string | null;
  readonly reason: string;
}

/**
 * The repairs of the journal, oldest first; empty when there is no journal.
 *
 * @param session inside a transaction, under quietSettings.
 */
export async function readRepairs(
  session: Session,
  journalSchema: string,
): Promise<JournalledRepair[]> {
  return orEmpty(session, async () => {
    const journal = quoteIdent(journalSchema);
    const { rows } = await session.query<Omit<JournalledRepair, 'id'> & { id: string }>(
      `SELECT p.id, p.run, r.command, p.kind, p.state, p.made, p.statement, p.migration, p.plan, p.proof ` +
        `FROM ${journal}.repairs AS p JOIN ${journal}.runs AS r ON r.id = p.run ORDER BY p.id`,
    );
    return rows.map((row) => ({ ...row, id: Number(row.id) }));
  });
}

/** Kept values and rows that have not been brought back, oldest first, of one run or of all. */
export async function readKept(
  session: Session,
  journalSchema: string,
  run: string | null,
): Promise<Kept[]> {
  return orEmpty(session, async () => {
    const journal = quoteIdent(journalSchema);
    const { rows } = await session.query<Kept & { id: string; repair: string }>(
      `SELECT k.*, p.run FROM (` +
        `SELECT 'value' AS kind, id, repair, table_schema AS schema, table_name AS table, column_name AS column, row_key AS row, value, reason, restored FROM ${journal}.kept_values WHERE reason <> 'collapsed' ` +
        `UNION ALL SELECT 'row', id, repair, table_schema, table_name, NULL, content, NULL, 'unmatched', restored FROM ${journal}.kept_rows` +
        `) AS k JOIN ${journal}.repairs AS p ON p.id = k.repair WHERE k.restored IS NULL AND ($1::text IS NULL OR p.run = $1) ORDER BY k.repair, k.kind, k.id`,
      [run],
    );
    return rows.map(({ kind, id, repair, run: of, schema, table, column, row, value, reason }) => ({
      kind,
      id: Number(id),
      repair: Number(repair),
      run: of,
      schema,
      table,
      column,
      row,
      value,
      reason,
    }));
  });
}

/**
 * Foreign keys that are put off and wait to be laid, oldest first; none where the journal is another role's.
 *
 * @param session inside a transaction, under quietSettings.
 */
export async function readPutOffKeys(
  session: Session,
  journalSchema: string,
): Promise<WaitingKey[]> {
  const read = async () => {
    const journal = quoteIdent(journalSchema);
    const { rows } = await session.query<{ key: PutOffKey; run: string }>(
      `SELECT k.key, p.run FROM ${journal}.put_off_keys AS k JOIN ${journal}.repairs AS p ON p.id = k.repair ` +
        `WHERE k.state = 'waiting' ORDER BY k.id`,
    );
    return rows.map(({ key, run }) => ({ ...key, run }));
  };
  return orEmpty(session, read, ['42501']);
}

/** Deletes kept values and rows of a run for good: how many. */
export async function purgeKept(
  session: Session,
  journalSchema: string,
  run: string | null,
): Promise<number> {
  const journal = quoteIdent(journalSchema);
  let deleted = 0;
  for (const table of ['kept_values', 'kept_rows']) {
    const { rowCount } = await session.query(
      `DELETE FROM ${journal}.${table} AS k USING ${journal}.repairs AS p WHERE p.id = k.repair AND ($1::text IS NULL OR p.run = $1)`,
      [run],
    );
    deleted += rowCount ?? 0;
  }
  return deleted;
}

/** Names the migration whose statement a repair let through. */
export async function nameMigration(
  session: Session,
  journalSchema: string,
  repair: number,
  migration: string,
): Promise<void> {
  await session.query(
    `UPDATE ${quoteIdent(journalSchema)}.repairs SET migration = $2 WHERE id = $1`,
    [repair, migration],
  );
}

/** @param alsoNone SQLSTATEs that mean none too, besides a table or a schema that is not there */
export async function orEmpty<T>(
  session: Session,
  read: () => Promise<T[]>,
  alsoNone: readonly string[] = [],
): Promise<T[]> {
  const result = await attempt(session, read);
  if ('value' in result) return result.value;
  // undefined_table, invalid_schema_name
  if (['42P01', '3F000', ...alsoNone].includes(result.error.sqlstate)) return [];
  throw result.error;
}

/** Writes what a repair's proof showed beside its plan. */
export async function writeProof(
  session: Session,
  journalSchema: string,
  repair: number,
  proof: Proof,
): Promise<void> {
  await session.query(
    `UPDATE ${quoteIdent(journalSchema)}.repairs SET proof = $2::jsonb WHERE id = $1`,
    [repair, JSON.stringify(proof)],
  );
}

/** Whether the proof of a repair is written down, and passed. */
export async function isProved(
  session: Session,
  journalSchema: string,
  repair: number,
): Promise<boolean> {
  const { rows } = await session.query<{ proved: boolean }>(
    `SELECT proof ->> 'passed' = 'true' AS proved FROM ${quoteIdent(journalSchema)}.repairs WHERE id = $1`,
    [repair],
  );
  return rows[0]?.proved === true;
}
