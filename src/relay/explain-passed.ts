import { diagnose } from '../diagnose/diagnose.ts';
import { isExplained } from '../diagnose/explained-kinds.ts';
import type { Fault } from '../diagnose/fault.ts';
import { look } from '../execute/look.ts';
import { preparePlan } from '../execute/prepare-plan.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanOptions } from '../plan/plan-options.ts';
import type { Session } from '../postgres/session.ts';
import type { HeldOutcome } from './held-outcome.ts';
import type { HeldStatement } from './held-statement.ts';

/** A command that fails again and again at the same thing need not hear it more often. */
const most = 10;

/**
 * Statements whose errors went to the command at once, because nothing is repaired there (they write rows, set
 * something, run code): explained once the command has ended, from what the database then holds. What the command's
 * own transaction had made is gone by then.
 *
 * @param session outside a transaction; nothing is changed.
 */
export async function explainPassed(
  session: Session,
  passed: readonly HeldStatement[],
  options: { readonly plan: PlanOptions; readonly maps: readonly string[] },
): Promise<HeldOutcome[]> {
  const outcomes: HeldOutcome[] = [];
  const told = new Set<string>();
  for (const held of passed) {
    if (outcomes.length === most) break;
    await session.query('BEGIN');
    try {
      const plan = await look(session, options.plan.journalSchema, async (catalog) => {
        const faults = diagnose({ statement: held.sql, error: held.error, catalog }).filter(
          (fault) => isTold(fault) && !told.has(keyOf(fault)),
        );
        if (faults.length === 0) return null;
        const prepared = await preparePlan(session, {
          catalog,
          faults,
          statement: held.sql,
          options: options.plan,
          maps: options.maps,
        });
        return isExplained(faults[0] as Fault)
          ? prepared
          : notCarriedOut(prepared, faults[0] as Fault);
      });
      if (plan === null || plan.faults.length === 0) continue;
      for (const { fault } of plan.faults) told.add(keyOf(fault));
      outcomes.push({
        held,
        plan,
        result: 'refused',
        applied: null,
        error: null,
        ledgerBefore: null,
      });
    } finally {
      await session.query('ROLLBACK');
    }
  }
  return outcomes;
}

/** Kinds that an error at a key itself shows, which its string alone keeps from being mended; and what rows run into. */
const mendedElsewhere: ReadonlySet<Fault['kind']> = new Set([
  'narrow-reference',
  'incompatible-types',
  'no-unique-key',
  'orphans',
  'type-change-fails',
  'blocked-type-change',
]);

function isTold(fault: Fault): boolean {
  return isExplained(fault) || mendedElsewhere.has(fault.kind);
}

function keyOf(fault: Fault): string {
  return isExplained(fault) ? fault.headline : fault.id;
}

function notCarriedOut(plan: Plan, { kind }: Fault): Plan {
  const [remedy] = plan.faults.flatMap(({ remedies }) => remedies);
  const what =
    kind === 'narrow-reference'
      ? "The statement wrote rows inside a transaction of the migration's own, or with code or COPY, which cannot be sent again."
      : 'It stands in code, or in one string with COPY, CONCURRENTLY or commands of a transaction, which cannot be sent again.';
  return {
    ...plan,
    steps: [],
    decisions: [],
    refusals: [
      ...plan.refusals,
      `${what} Run pgmend fix --all first${remedy === undefined ? '' : ` (it would ${remedy.title})`}, then the migration again.`,
    ],
  };
}
