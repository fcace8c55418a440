import type { Catalog } from '../catalog/catalog.ts';
import { columnByName, findRelation } from '../catalog/lookup.ts';
import { type ColumnRef, readDependents } from '../catalog/read-dependents.ts';
import { asTheyWere } from '../plan/as-they-were.ts';
import { buildUndoPlan, type CountedReversal } from '../plan/build-undo-plan.ts';
import type { Conversion, Plan, Unmatched } from '../plan/plan.ts';
import { type MadeSince, madeSince } from '../plan/steps/made-since.ts';
import { reversalCountSql } from '../plan/steps/restore-values.ts';
import { inTransaction } from '../postgres/in-transaction.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import { displayIdent, displayQualified, quoteIdent } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';
import type { MappedColumn } from '../values/mapping-sql.ts';
import { type Applied, applyPlan, type ExecuteOptions } from './apply-plan.ts';
import { constraintInTheWay } from './constraint-in-the-way.ts';
import { countUndo } from './count-undo.ts';
import { type DroppedForeignKey, droppedForeignKeys } from './dropped-foreign-keys.ts';
import { endWithClient } from './end-with-client.ts';
import { type JournalledRepair, readRepairs } from './journal.ts';
import { look } from './look.ts';
import { noSuchRun } from './require-run.ts';

export interface UndoOptions extends ExecuteOptions {
  readonly journalSchema: string;
  readonly unmatched: Unmatched | null;
  /** Asked once for each repair, newest first, before anything of it is done. */
  readonly approve: (plan: Plan, repair: JournalledRepair) => Promise<boolean>;
  /** Runs what follows once it is approved; nothing around it where it is not said. */
  readonly applying?: <T>(apply: () => Promise<T>) => Promise<T>;
}

export interface Undone {
  readonly repair: JournalledRepair;
  readonly plan: Plan;
  readonly applied: Applied;
  /** The foreign keys that went with it. */
  readonly dropped: readonly DroppedForeignKey[];
}

/**
 * Takes back every mend of a run, newest first, in one transaction.
 *
 * @param session outside any transaction.
 * @param run its id; null for the newest run that has something to take back.
 * @returns what was undone; empty when the user declined.
 * @throws PgmendError `nothing-to-undo`, `no-such-run`, `undo-undecided`, `constraint-in-the-way`.
 */
export async function undoRun(
  session: Session,
  run: string | null,
  options: UndoOptions,
): Promise<Undone[]> {
  return inTransaction(session, async () => {
    await endWithClient(session);
    const repairs = await look(session, options.journalSchema, () =>
      readRepairs(session, options.journalSchema),
    );
    const undone: Undone[] = [];
    for (const repair of repairsToUndo(repairs, run)) {
      const { catalog, plan } = await look(session, options.journalSchema, async (seen) => ({
        catalog: seen,
        plan: await planUndo(session, seen, repair, options),
      }));
      if (!(await options.approve(plan, repair))) throw new Declined();
      if (plan.decisions.length + plan.refusals.length > 0) throw undecided(plan);
      const apply = () => applyPlan(session, plan, catalog, options);
      const applied = await (options.applying?.(apply) ?? apply()).catch((error: unknown) => {
        throw constraintInTheWay(error);
      });
      await session.query(
        `UPDATE ${quoteIdent(options.journalSchema)}.repairs SET state = 'undone' WHERE id = $1`,
        [repair.id],
      );
      undone.push({ repair, plan, applied, dropped: droppedForeignKeys(catalog, plan) });
    }
    return undone;
  }).catch((error: unknown) => {
    if (error instanceof Declined) return [];
    throw error;
  });
}

/** The user said no: the transaction is rolled back and nothing is reported as an error. */
class Declined extends Error {}

function repairsToUndo(
  repairs: readonly JournalledRepair[],
  run: string | null,
): JournalledRepair[] {
  const open = repairs.filter((one) => one.kind === 'mend' && one.state === 'applied');
  const wanted = run ?? open.at(-1)?.run;
  if (wanted === undefined) {
    throw new PgmendError(
      'nothing-to-undo',
      'There is nothing to undo in this database.',
      'See what was done with: pgmend log',
      1,
    );
  }
  const found = open.filter((one) => one.run === wanted).reverse();
  if (found.length > 0) return found;
  const known = repairs.some((one) => one.run === wanted);
  throw known
    ? new PgmendError(
        'nothing-to-undo',
        `Run ${wanted} is undone or finished already.`,
        'See what was done with: pgmend log',
        1,
      )
    : noSuchRun(wanted);
}

async function planUndo(
  session: Session,
  catalog: Catalog,
  repair: JournalledRepair,
  options: UndoOptions,
): Promise<Plan> {
  const reversals: CountedReversal[] = [];
  const columns: ColumnRef[] = [];
  for (const conversion of repair.plan.conversions) {
    const table = findRelation(catalog, conversion.mapped.table);
    const column = table === undefined ? undefined : columnByName(table, conversion.mapped.column);
    if (
      table === undefined ||
      column === undefined ||
      column.type.sql !== conversion.mapped.newType
    ) {
      throw changedSince(conversion, column?.type.sql ?? null);
    }
    columns.push({
      table: table.oid,
      column: column.number,
      newType: conversion.mapped.typeOid,
    });
    const names = table.columns.filter((one) => one.generated === null).map((one) => one.name);
    reversals.push(
      await countReversal(
        session,
        conversion,
        repair.id,
        column.notNull,
        names,
        options.journalSchema,
        madeSince(repair.plan.conversions, conversion),
      ),
    );
  }
  const today = columns.length === 0 ? [] : await readDependents(session, catalog, columns);
  const dependents = asTheyWere(today, repair.plan.lifted ?? []);
  const parts = await countUndo(
    session,
    catalog,
    repair.plan.undo ?? [],
    repair.id,
    options.journalSchema,
  );
  return buildUndoPlan(
    catalog,
    reversals,
    dependents,
    options.journalSchema,
    options.unmatched,
    parts,
  );
}

async function countReversal(
  session: Session,
  mended: Conversion,
  repair: number,
  notNull: boolean,
  columns: readonly string[],
  journalSchema: string,
  made: MadeSince | null,
): Promise<CountedReversal> {
  const undoes = { repair, conversion: mended.number };
  const mapped: MappedColumn = {
    ...mended.mapped,
    type: mended.mapped.newType,
    typeOid: mended.mapped.newTypeOid,
    newType: mended.mapped.type,
    newTypeOid: mended.mapped.typeOid,
  };
  const [counts] = (
    await session.query<{ rows: string; values: string; known: string; made: string }>(
      reversalCountSql(journalSchema, mapped, mended.weighed.mapping, undoes, made),
    )
  ).rows;
  const [kept] = (
    await session.query<{ values: string; rows: string; columns: string[] | null }>(
      `SELECT (SELECT count(*) FROM ${quoteIdent(journalSchema)}.kept_values WHERE repair = $1 AND conversion = $2 AND restored IS NULL) AS values, ` +
        `(SELECT count(*) FROM ${quoteIdent(journalSchema)}.kept_rows WHERE repair = $1 AND conversion = $2 AND restored IS NULL) AS rows, ` +
        `(SELECT array(SELECT jsonb_object_keys(content)) FROM ${quoteIdent(journalSchema)}.kept_rows WHERE repair = $1 AND conversion = $2 LIMIT 1) AS columns`,
      [repair, mended.number],
    )
  ).rows;
  const rows = Number(counts?.rows ?? 0);
  const values = Number(counts?.values ?? 0);
  const known = Number(counts?.known ?? 0);
  const evidence = {
    rows,
    nulls: rows - values,
    matched: known,
    unmatched: values - known,
    ambiguous: 0,
    distinct: 0,
    samples: [],
  };
  const had = kept?.columns ?? [];
  return {
    conversion: {
      ...mended,
      mapped,
      notNull,
      undoes,
      default:
        mended.default === null
          ? null
          : { before: mended.default.after, after: mended.default.before, lost: false },
      unmatched: 'keep',
      weighed: { mapping: mended.weighed.mapping, evidence, digest: '', doubt: null },
    },
    undoes,
    made,
    madeRows: Number(counts?.made ?? 0),
    rowByRow: Number(kept?.values ?? 0) > 0,
    rowsAside: Number(kept?.rows ?? 0),
    exact: had.length === columns.length && had.every((name) => columns.includes(name)),
  };
}

function changedSince({ mapped }: Conversion, type: string | null): PgmendError {
  const column = `${displayQualified(mapped.table)}.${displayIdent(mapped.column)}`;
  return new PgmendError(
    'changed-since',
    type === null
      ? `${column} is not there any more.`
      : `${column} is ${type} now, not ${mapped.newType} as the mend left it.`,
    'Undo cannot reach behind that change. The old values are in the journal: pgmend log --json',
    1,
  );
}

function undecided(plan: Plan): PgmendError {
  const [decision] = plan.decisions;
  const [refusal] = plan.refusals;
  return decision === undefined
    ? new PgmendError(
        'undo-refused',
        refusal ?? 'The undo is not possible.',
        'Nothing was changed.',
        1,
      )
    : new PgmendError(
        'undo-undecided',
        decision.question,
        `Decide with one of: ${decision.options.map((one) => one.flag).join(' · ')}`,
        3,
      );
}
