import type { Catalog } from '../catalog/catalog.ts';
import type { Fault } from '../diagnose/fault.ts';
import { type Applied, applyPlan, type RunInfo } from '../execute/apply-plan.ts';
import { look } from '../execute/look.ts';
import { preparePlan } from '../execute/prepare-plan.ts';
import type { Progress } from '../execute/progress.ts';
import type { Conversion, Decision, Plan } from '../plan/plan.ts';
import type { PlanOptions } from '../plan/plan-options.ts';
import type { Hazard } from '../plan/step.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import { displayQualified } from '../postgres/quote.ts';
import { ServerError } from '../postgres/server-error.ts';
import type { Session } from '../postgres/session.ts';
import { diagnoseHeld, type WhatIsToCome } from './diagnose-held.ts';
import { guardReruns, type RerunGuardOptions } from './guard-reruns.ts';
import type { Guarding, HeldStatement, Settlement, Verdict } from './held-statement.ts';
import { wantsSplit } from './wants-split.ts';

export interface MenderOptions extends WhatIsToCome {
  readonly plan: PlanOptions;
  /** `--map` arguments. */
  readonly maps: readonly string[];
  readonly run: RunInfo;
  readonly lockTimeout: string;
  /** Shows the plan and gets the answer; `undecided` where nobody can be asked. */
  readonly ask: (plan: Plan, held: HeldStatement, signal: AbortSignal) => Promise<Answer>;
  readonly onProgress?: (progress: Progress) => void;
  readonly isLedger?: RerunGuardOptions['isLedger'];
  /** What the plan costs outside the database, e.g. files that still write the old type. */
  readonly hazardsOf?: (plan: Plan) => Promise<readonly Hazard[]>;
  /** Names in the migration tool's ledger at this moment, read on the held connection; null where unknown. */
  readonly readLedger?: (session: Session) => Promise<readonly string[] | null>;
}

/** `all`: also the inferred faults of the same plan. */
export type Answer = 'yes' | 'all' | 'no' | 'undecided';

/** How one held statement ended, for the summary at the end. */
export interface HeldOutcome {
  readonly held: HeldStatement;
  /** null when it failed before there was one. */
  readonly plan: Plan | null;
  readonly result:
    | 'mended'
    | 'answered'
    | 'declined'
    | 'undecided'
    | 'refused'
    | 'failed'
    | 'rolled back';
  readonly applied: Applied | null;
  /** Why, where it failed. */
  readonly error: PgmendError | ServerError | null;
  /** What the ledger recorded when the statement was held. */
  readonly ledgerBefore: readonly string[] | null;
}

export interface Mender {
  onHeld(held: HeldStatement, session: Session, signal: AbortSignal): Promise<Verdict>;
  onSettled(held: HeldStatement, settlement: Settlement): void;
  /** For the relay: asked before a statement is sent. */
  guard(sql: string): Guarding | null;
  outcomes(): readonly HeldOutcome[];
  /** Statements that were left out because their work is there already: one sentence each. */
  leftOut(): readonly string[];
  /** Data statements that were stopped until the user says whether they shall run. */
  stopped(): readonly Decision[];
}

const tries = 3;

const heldUntilCommit: Hazard = {
  kind: 'held-until-commit',
  message:
    'The migration has a transaction open: what the repair locks stays locked until the migration commits.',
};

/** Decides what becomes of held statements: understands, plans, asks, repairs. */
export function createMender(options: MenderOptions): Mender {
  const outcomes = new Map<HeldStatement, HeldOutcome>();
  const leftOut: string[] = [];
  const stopped: Decision[] = [];
  const reruns = guardReruns({
    journalSchema: options.plan.journalSchema,
    data: dataChoice(
      options.plan.chosen['already-exists/data'] ?? options.plan.chosen['already-exists'],
    ),
    isLedger: options.isLedger ?? (() => false),
    onTwin: (object, sql) =>
      leftOut.push(
        `Done already: ${displayQualified(object)} is there, so this was not sent again: ${sql.trim()}`,
      ),
    onStopped: (sql) => stopped.push(dataDecision(sql)),
  });
  const record = (held: HeldStatement, outcome: Omit<HeldOutcome, 'held'>): void => {
    outcomes.set(held, { held, ...outcome });
  };

  async function mend(
    held: HeldStatement,
    session: Session,
    signal: AbortSignal,
  ): Promise<Verdict> {
    for (let attempt = 1; ; attempt += 1) {
      const seen = await look(
        session,
        options.plan.journalSchema,
        async (catalog) => {
          const faults = await faultsOf(held, session, catalog);
          if (wantsSplit(held, faults)) return 'split';
          const plan = await planFor(held, session, { catalog, faults }, options.plan);
          const ledgerBefore =
            plan === null ? null : ((await options.readLedger?.(session)) ?? null);
          return { catalog, plan, ledgerBefore };
        },
        { lockTimeout: options.lockTimeout },
      );
      if (seen === 'split') return { kind: 'split' };
      if (seen.plan === null || signal.aborted) return { kind: 'pass' };
      const ledgerBefore = seen.ledgerBefore;
      let plan = seen.plan;
      const answer = plan.refusals.length > 0 ? 'refused' : await options.ask(plan, held, signal);
      if (signal.aborted) return { kind: 'pass' };
      if (answer === 'refused' || answer === 'undecided' || answer === 'no') {
        const result = answer === 'no' ? 'declined' : answer;
        record(held, { plan, result, applied: null, error: null, ledgerBefore });
        return { kind: 'pass' };
      }
      if (plan.decisions.length > 0) {
        record(held, { plan, result: 'undecided', applied: null, error: null, ledgerBefore });
        return { kind: 'pass' };
      }
      if (answer === 'all' && !options.plan.all) {
        const whole = await look(
          session,
          options.plan.journalSchema,
          async (catalog) => {
            const faults = await faultsOf(held, session, catalog);
            return planFor(held, session, { catalog, faults }, { ...options.plan, all: true });
          },
          { lockTimeout: options.lockTimeout },
        );
        // Counted anew after the answer: what was not shown has not been approved.
        if (whole === null || !saysTheSame(plan, whole)) {
          if (attempt < tries) continue;
          return { kind: 'pass' };
        }
        plan = whole;
        if (plan.decisions.length + plan.refusals.length > 0) {
          const result = plan.refusals.length > 0 ? 'refused' : 'undecided';
          record(held, { plan, result, applied: null, error: null, ledgerBefore });
          return { kind: 'pass' };
        }
      }
      const tag = plan.answer;
      if (tag !== null && plan.steps.length === 0) {
        record(held, { plan, result: 'answered', applied: null, error: null, ledgerBefore });
        if (!held.inTransaction) reruns.halfApplied();
        return { kind: 'answer', tag };
      }
      const done = await repair(held, session, seen.catalog, plan);
      if ('error' in done) {
        if (
          done.error instanceof PgmendError &&
          done.error.code === 'evidence-changed' &&
          attempt < tries
        )
          continue;
        record(held, { plan, result: 'failed', applied: null, error: done.error, ledgerBefore });
        return { kind: 'pass' };
      }
      record(held, { plan, result: 'mended', applied: done.applied, error: null, ledgerBefore });
      if (tag !== null) return { kind: 'answer', tag };
      return plan.amended === null ? { kind: 'retry' } : { kind: 'retry', sql: plan.amended.sql };
    }
  }

  const faultsOf = (held: HeldStatement, session: Session, catalog: Catalog) =>
    diagnoseHeld(held, session, catalog, {
      ...options,
      journalSchema: options.plan.journalSchema,
    });

  async function planFor(
    held: HeldStatement,
    session: Session,
    { catalog, faults }: { readonly catalog: Catalog; readonly faults: readonly Fault[] },
    planOptions: PlanOptions,
  ): Promise<Plan | null> {
    if (faults.length === 0) return null;
    const plan = await preparePlan(session, {
      catalog,
      faults,
      statement: held.sql,
      options: planOptions,
      maps: options.maps,
    });
    // Counting may show that what the error could have meant is not there.
    if (plan.faults.length === 0) return null;
    const outside = (await options.hazardsOf?.(plan)) ?? [];
    const locks = plan.steps.some((step) => step.locks.length > 0);
    const waiting = held.inTransaction && locks ? [heldUntilCommit] : [];
    return { ...plan, hazards: [...plan.hazards, ...waiting, ...outside] };
  }

  async function repair(
    held: HeldStatement,
    session: Session,
    catalog: Catalog,
    plan: Plan,
  ): Promise<{ applied: Applied | null } | { error: PgmendError | ServerError }> {
    if (plan.steps.length === 0) return { applied: null };
    await session.query('SAVEPOINT pgmend_mend');
    try {
      const applied = await applyPlan(session, plan, catalog, {
        run: options.run,
        lockTimeout: options.lockTimeout,
        statement: held.sql,
        ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
      });
      await session.query('RELEASE SAVEPOINT pgmend_mend');
      return { applied };
    } catch (error) {
      if (!(error instanceof ServerError || error instanceof PgmendError)) throw error;
      await session.query('ROLLBACK TO SAVEPOINT pgmend_mend');
      await session.query('RELEASE SAVEPOINT pgmend_mend');
      return { error };
    }
  }

  return {
    async onHeld(held, session, signal) {
      try {
        return await mend(held, session, signal);
      } catch (thrown) {
        // Whatever goes wrong here, the tool gets PostgreSQL's own error.
        const error =
          thrown instanceof ServerError || thrown instanceof PgmendError
            ? thrown
            : unexpected(thrown);
        const plan = outcomes.get(held)?.plan ?? null;
        record(held, { plan, result: 'failed', applied: null, error, ledgerBefore: null });
        return { kind: 'pass' };
      }
    },
    onSettled(held, settlement) {
      const known = outcomes.get(held);
      if (known === undefined || known.result !== 'mended') return;
      if (settlement.kind === 'retry failed')
        record(held, { ...known, result: 'failed', error: settlement.error });
      else if (settlement.kind === 'rolled back') record(held, { ...known, result: 'rolled back' });
      else if (settlement.kind === 'passed') record(held, { ...known, result: 'failed' });
    },
    guard: (sql) => reruns.guard(sql),
    outcomes: () => [...outcomes.values()],
    leftOut: () => leftOut,
    stopped: () => stopped,
  };
}

/** Every conversion of the whole plan stood in what was shown, with the same evidence. */
function saysTheSame(shown: Plan, whole: Plan): boolean {
  const known = shown.faults.flatMap((one) => one.conversions).map(evidenceOf);
  return whole.conversions.every((one) => known.includes(evidenceOf(one)));
}

function evidenceOf({ mapped, weighed }: Conversion): string {
  return JSON.stringify([
    mapped.table,
    mapped.column,
    mapped.newType,
    weighed.mapping,
    weighed.digest,
  ]);
}

function dataChoice(chosen: string | undefined): 'run-data' | 'skip-data' | null {
  return chosen === 'run-data' || chosen === 'skip-data' ? chosen : null;
}

function dataDecision(sql: string): Decision {
  return {
    fault: 'already-exists',
    question: `An earlier run of this migration may have written this data already: ${sql.trim().slice(0, 200)}`,
    options: [
      { flag: '--choose already-exists=run-data', effect: 'it has not: run the data statements' },
      { flag: '--choose already-exists=skip-data', effect: 'it has: answer them as done' },
    ],
  };
}

function unexpected(thrown: unknown): PgmendError {
  return new PgmendError(
    'unexpected',
    `Something went wrong in pgmend itself: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    'Nothing was changed. Please report it to the project, with the command and this message.',
    1,
    { cause: thrown },
  );
}
