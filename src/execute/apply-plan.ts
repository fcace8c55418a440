import type { Catalog, Relation } from '../catalog/catalog.ts';
import type { Fingerprint } from '../catalog/fingerprint.ts';
import { findRelation } from '../catalog/lookup.ts';
import { readFingerprint } from '../catalog/read-fingerprint.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlannedTable } from '../plan/planned-part.ts';
import type { Step } from '../plan/step.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import { quoteIdent } from '../postgres/quote.ts';
import { ServerError } from '../postgres/server-error.ts';
import type { Session } from '../postgres/session.ts';
import { quietSettings, withSettings } from '../postgres/with-settings.ts';
import { changesOfPartitions } from '../verify/changes-of-partitions.ts';
import type { Proof } from '../verify/proof.ts';
import { proveRepair } from '../verify/prove-repair.ts';
import { type TableChecksum, tableChecksum } from '../verify/table-checksum.ts';
import { writeProof } from './journal.ts';
import { ensureJournal } from './journal-schema.ts';
import { openRun, type RunInfo } from './open-run.ts';
import type { Progress } from './progress.ts';

export interface ExecuteOptions {
  readonly run: RunInfo;
  /** A PostgreSQL interval, e.g. `5s`: how long each lock is waited for. */
  readonly lockTimeout: string;
  /** The held statement, for the journal. */
  readonly statement: string | null;
  readonly onProgress?: (progress: Progress) => void;
}

export interface Applied {
  /** Row of `repairs` in the journal. */
  readonly repair: number;
  readonly proof: Proof;
}

/** A plan whose steps before the held statement are done. */
export interface BegunPlan {
  /** Carries out the steps after the statement, proves the whole and closes the journal's row. */
  finish(): Promise<Applied>;
}

/**
 * Carries out a plan in the open transaction and proves it. The caller commits, or rolls back when it throws:
 * nothing is left half done.
 *
 * @throws PgmendError `plan-undecided`, `evidence-changed`, `keys-collide`, `proof-failed`; ServerError where a statement fails.
 */
export async function applyPlan(
  session: Session,
  plan: Plan,
  catalog: Catalog,
  options: ExecuteOptions,
): Promise<Applied> {
  const begun = await beginPlan(session, plan, catalog, options);
  return begun.finish();
}

/** As {@link applyPlan}, with a place between the two halves for the held statement itself. */
export async function beginPlan(
  session: Session,
  plan: Plan,
  catalog: Catalog,
  options: ExecuteOptions,
): Promise<BegunPlan> {
  if (plan.decisions.length + plan.refusals.length > 0) {
    throw new PgmendError(
      'plan-undecided',
      'The plan has open questions.',
      'Answer them with the flags that the plan names.',
      3,
    );
  }
  const tables = plan.tables.flatMap((planned) => {
    const relation = findRelation(catalog, planned.table);
    return relation === undefined ? [] : [{ relation, planned }];
  });
  const settings = { ...quietSettings, lock_timeout: options.lockTimeout };
  const journal = { journalSchema: plan.journalSchema };
  const total = plan.steps.length + plan.after.length;
  let repair = 0;
  let before: Fingerprint | null = null;
  let expected: TableChecksum[] | null = null;

  const run = async (steps: readonly Step[], first: number): Promise<void> => {
    for (const [at, step] of steps.entries()) {
      const number = first + at;
      options.onProgress?.({ kind: 'step', number, of: total, step });
      // Under the locks nobody else changes the plan's tables between the two fingerprints.
      if (step.kind !== 'lock-tables') before ??= await readFingerprint(session, journal);
      if (step.changesValues === true) expected ??= await checksums(session, tables, 'before');
      await runStep(session, step);
      await journalStep(session, plan.journalSchema, repair, number, step);
    }
  };
  const quietly = <T>(work: () => Promise<T>): Promise<T> =>
    withSettings(session, { ...settings, 'pgmend.repair': String(repair) }, work);

  await withSettings(session, settings, async () => {
    await ensureJournal(session, plan.journalSchema);
    repair = await openRepair(session, plan, options);
  });
  await quietly(async () => {
    await run(plan.steps, 1);
    before ??= await readFingerprint(session, journal);
    expected ??= await checksums(session, tables, 'before');
  });
  return {
    finish: () =>
      quietly(async () => {
        await run(plan.after, plan.steps.length + 1);
        options.onProgress?.({ kind: 'proving' });
        const after = await readFingerprint(session, journal);
        const changes = [...plan.steps, ...plan.after].flatMap((step) => step.changes);
        const proof = proveRepair(
          before ?? after,
          after,
          [...changes, ...changesOfPartitions(catalog, changes)],
          tables.map((one) => one.relation),
          expected ?? [],
          await checksums(session, tables, 'after'),
        );
        options.onProgress?.({ kind: 'proved', proof });
        if (!proof.passed) throw new ProofFailed(proof);
        await writeProof(session, plan.journalSchema, repair, proof);
        return { repair, proof };
      }),
  };
}

async function journalStep(
  session: Session,
  journalSchema: string,
  repair: number,
  number: number,
  step: Step,
): Promise<void> {
  await session.query(
    `INSERT INTO ${quoteIdent(journalSchema)}.steps (repair, number, kind, title, sql) VALUES ($1, $2, $3, $4, $5)`,
    [repair, number, step.kind, step.title, step.sql],
  );
}

/** The proof of a repair failed; the caller rolls it back. */
export class ProofFailed extends PgmendError {
  constructor(readonly proof: Proof) {
    const [first] = proof.unplanned;
    super(
      'proof-failed',
      first === undefined
        ? 'The proof failed: a table does not hold the values that it had to hold.'
        : `The proof failed: ${first.identity} changed, which was not planned.`,
      'Everything was rolled back.',
      1,
    );
  }
}

async function runStep(session: Session, step: Step): Promise<void> {
  let last: Record<string, unknown>[] = [];
  for (const [at, sql] of step.sql.entries()) {
    last = (await session.query(sql).catch((error) => throwNamed(error, step, at))).rows;
  }
  if (step.expect === undefined) return;
  const [value] = Object.values(last[0] ?? {});
  if (String(value) !== step.expect) {
    const counted = step.kind === 'check-evidence';
    throw new PgmendError(
      counted ? 'evidence-changed' : 'check-failed',
      counted
        ? `The data changed meanwhile: could not ${step.title}.`
        : `Could not ${step.title}: it is not so.`,
      counted
        ? 'Nothing was changed. Run the command again: it counts anew.'
        : 'Nothing was changed. Look at those rows, put them right, and run the command again.',
      1,
    );
  }
}

/** Of many things that are laid back, the server's error alone does not say which one it is about. */
function throwNamed(error: unknown, step: Step, at: number): never {
  if (step.kind === 'retype-columns' && error instanceof ServerError && error.sqlstate === '23505')
    throw new PgmendError(
      'keys-collide',
      `Two rows would have the same key once the types are new: ${error.fields.detail ?? error.message}`,
      'Nothing was changed. Put those rows right, and run the command again.',
      1,
      { cause: error },
    );
  const about = step.about?.[at];
  // A lock that was not got in time, or a connection that is gone, is nobody's fault.
  if (about === undefined || !(error instanceof ServerError) || /^(55P03|57)/.test(error.sqlstate))
    throw error;
  throw new PgmendError(
    'dependent-not-laid-back',
    `Could not ${step.kind === 'lay-dependents' ? 'lay back' : 'lift'} ${about}: ${error.message}.`,
    'Nothing was changed. Drop it, or write it for the new type, and run the command again.',
    1,
    { cause: error },
  );
}

async function checksums(
  session: Session,
  tables: readonly { readonly relation: Relation; readonly planned: PlannedTable }[],
  when: 'before' | 'after',
): Promise<TableChecksum[]> {
  const all: TableChecksum[] = [];
  for (const { relation, planned } of tables) {
    all.push(await tableChecksum(session, relation, planned, when));
  }
  return all;
}

async function openRepair(session: Session, plan: Plan, options: ExecuteOptions): Promise<number> {
  const journal = quoteIdent(plan.journalSchema);
  await openRun(session, plan.journalSchema, options.run);
  const { rows } = await session.query<{ id: string }>(
    `INSERT INTO ${journal}.repairs (run, kind, state, statement, plan) VALUES ($1, $2, 'applied', $3, $4::jsonb) RETURNING id`,
    [options.run.id, plan.purpose, options.statement, JSON.stringify(plan)],
  );
  return Number(rows[0]?.id);
}
