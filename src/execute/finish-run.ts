import { inTransaction } from '../postgres/in-transaction.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import { quoteIdent, quoteQualified } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';
import { type JournalledRepair, readRepairs } from './journal.ts';
import { look } from './look.ts';
import { noSuchRun } from './require-run.ts';

/** What `undo` of a run stands on, and goes when the run is finished. */
export interface UndoMaterial {
  readonly run: string;
  /** The repairs that can be taken back until then. */
  readonly repairs: readonly number[];
  /** Pairs of old and new values. */
  readonly pairs: number;
  /** Old values that several rows share a new one of, row by row. */
  readonly values: number;
  /** Tables and types that were put away in the journal's schema. */
  readonly objects: readonly { readonly kind: 'table' | 'type'; readonly name: string }[];
  /** Values and rows that matched nothing; they stay. */
  readonly kept: number;
}

/**
 * Looks up what finishing a run would drop.
 *
 * @param session outside any transaction.
 * @param run its id; null for the newest that can be taken back.
 * @throws PgmendError `nothing-to-finish`, `no-such-run`.
 */
export async function findUndoMaterial(
  session: Session,
  journalSchema: string,
  run: string | null,
): Promise<UndoMaterial> {
  return inTransaction(session, () =>
    look(session, journalSchema, async () => {
      const repairs = await readRepairs(session, journalSchema);
      const found = repairsToFinish(repairs, run);
      const ids = found.map((one) => one.id);
      const journal = quoteIdent(journalSchema);
      const { rows } = await session.query<{ pairs: string; values: string; kept: string }>(
        `SELECT (SELECT count(*) FROM ${journal}.value_pairs WHERE repair = ANY ($1::int8[])) AS pairs, ` +
          `(SELECT count(*) FROM ${journal}.kept_values WHERE repair = ANY ($1::int8[]) AND reason = 'collapsed') AS values, ` +
          `(SELECT count(*) FROM ${journal}.kept_values WHERE repair = ANY ($1::int8[]) AND reason <> 'collapsed' AND restored IS NULL) + ` +
          `(SELECT count(*) FROM ${journal}.kept_rows WHERE repair = ANY ($1::int8[]) AND restored IS NULL) AS kept`,
        [ids],
      );
      return {
        run: found[0]?.run ?? '',
        repairs: ids,
        pairs: Number(rows[0]?.pairs ?? 0),
        values: Number(rows[0]?.values ?? 0),
        kept: Number(rows[0]?.kept ?? 0),
        objects: await putAway(session, journalSchema, found),
      };
    }),
  );
}

/**
 * Drops what `undo` stands on, in one transaction. Values and rows that matched nothing stay.
 *
 * @param session outside any transaction.
 */
export function finishRun(
  session: Session,
  journalSchema: string,
  material: UndoMaterial,
): Promise<void> {
  return inTransaction(session, () => dropUndoMaterial(session, journalSchema, material));
}

/** {@link finishRun}, inside the caller's transaction. */
export async function dropUndoMaterial(
  session: Session,
  journalSchema: string,
  material: UndoMaterial,
): Promise<void> {
  const journal = quoteIdent(journalSchema);
  const ids = [...material.repairs];
  await session.query(`DELETE FROM ${journal}.value_pairs WHERE repair = ANY ($1::int8[])`, [ids]);
  await session.query(
    `DELETE FROM ${journal}.kept_values WHERE repair = ANY ($1::int8[]) AND reason = 'collapsed'`,
    [ids],
  );
  for (const { kind, name } of material.objects) {
    const word = kind === 'table' ? 'TABLE' : 'TYPE';
    await session.query(`DROP ${word} ${quoteQualified({ schema: journalSchema, name })}`);
  }
  await session.query(
    `UPDATE ${journal}.repairs SET state = 'finished' WHERE id = ANY ($1::int8[])`,
    [ids],
  );
}

function repairsToFinish(
  repairs: readonly JournalledRepair[],
  run: string | null,
): JournalledRepair[] {
  const open = repairs.filter((one) => one.kind === 'mend' && one.state === 'applied');
  const wanted = run ?? open.at(-1)?.run;
  const found = open.filter((one) => one.run === wanted);
  if (found.length > 0) return found;
  throw wanted === undefined || repairs.some((one) => one.run === wanted)
    ? new PgmendError(
        'nothing-to-finish',
        run === null
          ? 'Nothing waits to be finished in this database.'
          : `Run ${run} is undone or finished already.`,
        'See what was done with: pgmend log',
        1,
      )
    : noSuchRun(String(run));
}

/** What the repairs have put away under a name of ours, and is still there. */
async function putAway(
  session: Session,
  journalSchema: string,
  repairs: readonly JournalledRepair[],
): Promise<UndoMaterial['objects']> {
  const names = new Set(
    repairs.flatMap(
      ({ plan }) => JSON.stringify(plan.undo ?? []).match(/\bkept_(?:table|type)_\d+\b/g) ?? [],
    ),
  );
  if (names.size === 0) return [];
  const { rows } = await session.query<{ kind: 'table' | 'type'; name: string }>(
    `SELECT 'table' AS kind, c.relname AS name FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace ` +
      `WHERE n.nspname = $1 AND c.relname = ANY ($2::text[]) AND c.relkind IN ('r', 'p') ` +
      `UNION ALL SELECT 'type', t.typname FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace ` +
      `WHERE n.nspname = $1 AND t.typname = ANY ($2::text[]) AND t.typrelid = 0 AND t.typelem = 0`,
    [journalSchema, [...names]],
  );
  return rows;
}
