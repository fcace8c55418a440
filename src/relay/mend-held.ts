import type { Catalog } from '../catalog/catalog.ts';
import type { Fault } from '../diagnose/fault.ts';
import { type Applied, applyPlan } from '../execute/apply-plan.ts';
import { look } from '../execute/look.ts';
import type { RunInfo } from '../execute/open-run.ts';
import { preparePlan } from '../execute/prepare-plan.ts';
import type { Progress } from '../execute/progress.ts';
import type { Decision, Plan } from '../plan/plan.ts';
import type { PlanOptions } from '../plan/plan-options.ts';
import type { Hazard } from '../plan/step.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import { displayIdent, displayQualified } from '../postgres/quote.ts';
import { ServerError } from '../postgres/server-error.ts';
import type { Session } from '../postgres/session.ts';
import type { Beside, LiveWay } from './beside.ts';
import { diagnoseHeld, type WhatIsToCome } from './diagnose-held.ts';
import { guardJournal } from './guard-journal.ts';
import { dataChoice, dataDecision, guardReruns, type RerunGuardOptions } from './guard-reruns.ts';
import type { Answer, HeldOutcome } from './held-outcome.ts';
import type { Guarding, HeldStatement, Settlement, Verdict } from './held-statement.ts';
import { saysTheSame } from './says-the-same.ts';
import { wantsSplit } from './wants-split.ts';

export interface MenderOptions extends WhatIsToCome {
  readonly plan: PlanOptions;
  /** `--map` arguments. */
  readonly maps: readonly string[];
  readonly run: RunInfo;
  readonly lockTimeout: string;
  /** Shows the plan and gets the answer; `undecided` where nobody can be asked. */
  readonly ask: (
    plan: Plan,
    held: HeldStatement,
    signal: AbortSignal,
    way: LiveWay | null,
  ) => Promise<Answer>;
  /** Carries out beside the application what would keep tables locked for long; absent: nothing. */
  readonly beside?: Beside;
  readonly onProgress?: (progress: Progress) => void;
  readonly isLedger?: RerunGuardOptions['isLedger'];
  /** What the plan costs outside the database, e.g. files that still write the old type. */
  readonly hazardsOf?: (plan: Plan) => Promise<readonly Hazard[]>;
  /** Names in the migration tool's ledger at this moment, read on the held connection; null where unknown. */
  readonly readLedger?: (session: Session) => Promise<readonly string[] | null>;
}

export interface Mender {
  onHeld(held: HeldStatement, session: Session, signal: AbortSignal): Promise<Verdict>;
  onSettled(held: HeldStatement, settlement: Settlement): void;
  /** For the relay: asked before a statement is sent. */
  guard(sql: string): Guarding | null;
  outcomes(): readonly HeldOutcome[];
  /** Resolves when nothing is under way any more: live execution outlives a statement that is abandoned. */
  rest(): Promise<void>;
  /** Statements that were left out because their work is there already: one sentence each. */
  leftOut(): readonly string[];
  /** Data statements that were stopped until the user says whether they shall run. */
  stopped(): readonly Decision[];
  /** Statements that would have taken away the journal: one sentence each. */
  refused(): readonly string[];
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
  const underWay = new Set<Promise<Verdict>>();
  const refused: string[] = [];
  const reruns = guardReruns({
    journalSchema: options.plan.journalSchema,
    data: dataChoice(options.plan.chosen),
    isLedger: options.isLedger ?? (() => false),
    onTwin: (object, sql) =>
      leftOut.push(
        `Done already: ${displayQualified(object)} is there, so this was not sent again: ${sql.trim()}`,
      ),
    onUnchecked: (constraint, sql) =>
      leftOut.push(
        `${displayIdent(constraint)} is there and NOT VALID: VALIDATE was sent for it, instead of ${sql.trim()}`,
      ),
    onStopped: (sql) => stopped.push(dataDecision(sql)),
  });
  const guardsJournal = guardJournal({
    journalSchema: options.plan.journalSchema,
    onRefused: (sentence) => refused.push(sentence),
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
      const seen = await looking(session, async (catalog) => {
        const faults = await faultsOf(held, session, catalog);
        if (wantsSplit(held, faults)) return 'split';
        const plan = await planFor(held, session, { catalog, faults }, options.plan);
        const ledgerBefore = plan === null ? null : ((await options.readLedger?.(session)) ?? null);
        return { catalog, plan, ledgerBefore };
      });
      if (seen === 'split') return { kind: 'split' };
      if (seen.plan === null || signal.aborted) return { kind: 'pass' };
      const { catalog, ledgerBefore } = seen;
      const ended = (
        plan: Plan,
        result: HeldOutcome['result'],
        more: Partial<HeldOutcome> = {},
      ) => {
        record(held, { plan, result, applied: null, error: null, ledgerBefore, ...more });
        return { kind: 'pass' } as const;
      };
      let { plan } = seen;
      try {
        let way: LiveWay | null;
        ({ plan, way } = await choose(plan, catalog, held, session));
        const answer =
          plan.refusals.length > 0 ? 'refused' : await options.ask(plan, held, signal, way);
        if (signal.aborted) return { kind: 'pass' };
        if (answer === 'refused' || answer === 'undecided') return ended(plan, answer);
        if (answer === 'no') return ended(plan, 'declined');
        if (plan.decisions.length > 0) return ended(plan, 'undecided');
        if (answer === 'all' && !options.plan.all) {
          const whole = await looking(session, async (now) => {
            const faults = await faultsOf(held, session, now);
            const all = { ...options.plan, all: true };
            return planFor(held, session, { catalog: now, faults }, all);
          });
          // Counted anew after the answer: what was not shown has not been approved.
          if (whole === null || !saysTheSame(plan, whole)) {
            if (attempt < tries) continue;
            return { kind: 'pass' };
          }
          ({ plan, way } = await choose(whole, catalog, held, session));
          if (plan.refusals.length > 0) return ended(plan, 'refused');
          if (plan.decisions.length > 0) return ended(plan, 'undecided');
        }
        const tag = plan.answer;
        if (tag !== null && plan.steps.length === 0) {
          ended(plan, 'answered');
          if (!held.inTransaction) reruns.halfApplied();
          return { kind: 'answer', tag };
        }
        if (way === null || options.beside === undefined) {
          ended(plan, 'mended', { applied: await repair(held, session, catalog, plan) });
        } else {
          const end = await options.beside.carryOut(plan, catalog, way, session, signal);
          if (end.kind !== 'done') return ended(plan, end.kind, { live: end });
          const live = { run: end.run, phase: 'done' as const };
          ended(plan, signal.aborted ? 'failed' : 'mended', { applied: end.applied, live });
        }
        if (tag !== null) return { kind: 'answer', tag };
        const isAlone = way !== null && plan.amended === null && !held.inTransaction;
        if (isAlone && (await options.beside?.layKey(held.sql, session, signal)) === true)
          return { kind: 'answer', tag: 'ALTER TABLE' };
        return plan.amended === null ? { kind: 'retry' } : { kind: 'retry', sql: plan.amended.sql };
      } catch (thrown) {
        const error = asKnown(thrown);
        const changed = error instanceof PgmendError && error.code === 'evidence-changed';
        if (!changed || attempt >= tries) return ended(plan, 'failed', { error });
      }
    }
  }

  const looking = <T>(session: Session, work: (catalog: Catalog) => Promise<T>) =>
    look(session, options.plan.journalSchema, work, { lockTimeout: options.lockTimeout });

  /** Whether it is carried out beside the application, and what it costs where it is not. */
  async function choose(
    plan: Plan,
    catalog: Catalog,
    held: HeldStatement,
    session: Session,
  ): Promise<{ readonly plan: Plan; readonly way: LiveWay | null }> {
    const open = plan.refusals.length + plan.decisions.length > 0;
    if (open || options.beside === undefined) return { plan, way: null };
    const { way, hazards } = await options.beside.choose(plan, catalog, held, session);
    return { plan: { ...plan, hazards: [...plan.hazards, ...hazards] }, way };
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

  /** @throws PgmendError or ServerError, and nothing of it has happened. */
  async function repair(
    held: HeldStatement,
    session: Session,
    catalog: Catalog,
    plan: Plan,
  ): Promise<Applied | null> {
    if (plan.steps.length === 0) return null;
    await session.query('SAVEPOINT pgmend_mend');
    try {
      const applied = await applyPlan(session, plan, catalog, {
        run: options.run,
        lockTimeout: options.lockTimeout,
        statement: held.sql,
        ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
      });
      await session.query('RELEASE SAVEPOINT pgmend_mend');
      return applied;
    } catch (error) {
      if (!(error instanceof ServerError || error instanceof PgmendError)) throw error;
      await session.query('ROLLBACK TO SAVEPOINT pgmend_mend');
      await session.query('RELEASE SAVEPOINT pgmend_mend');
      throw error;
    }
  }

  return {
    onHeld(held, session, signal) {
      const verdict = mend(held, session, signal).catch((thrown: unknown): Verdict => {
        // Whatever goes wrong here, the tool gets PostgreSQL's own error.
        const error = asKnown(thrown);
        record(held, { plan: null, result: 'failed', applied: null, error, ledgerBefore: null });
        return { kind: 'pass' };
      });
      underWay.add(verdict);
      void verdict.then(() => underWay.delete(verdict));
      return verdict;
    },
    onSettled(held, settlement) {
      const known = outcomes.get(held);
      if (known === undefined || known.result !== 'mended') return;
      if (settlement.kind === 'retry failed')
        record(held, { ...known, result: 'failed', error: settlement.error });
      else if (settlement.kind === 'rolled back') record(held, { ...known, result: 'rolled back' });
      else if (settlement.kind === 'passed') record(held, { ...known, result: 'failed' });
    },
    guard: (sql) => bothGuards(guardsJournal(sql), reruns.guard(sql)),
    outcomes: () => [...outcomes.values()],
    rest: async () => void (await Promise.all(underWay)),
    leftOut: () => leftOut,
    stopped: () => stopped,
    refused: () => refused,
  };
}

/** The second is asked about what the first lets pass. */
function bothGuards(first: Guarding | null, second: Guarding | null): Guarding | null {
  if (first === null || second === null) return first ?? second;
  return async (session, joined) => {
    const verdict = await first(session, joined);
    return verdict.kind === 'pass' ? second(session, joined) : verdict;
  };
}

function asKnown(thrown: unknown): ServerError | PgmendError {
  if (thrown instanceof ServerError || thrown instanceof PgmendError) return thrown;
  return new PgmendError(
    'unexpected',
    `Something went wrong in pgmend itself: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    'Nothing was changed. Please report it to the project, with the command and this message.',
    1,
    { cause: thrown },
  );
}
