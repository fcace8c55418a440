import { partIdentity } from '../../catalog/fingerprint/identity.ts';
import type { Fingerprint } from '../../catalog/fingerprint.ts';
import { readFingerprint } from '../../catalog/read-fingerprint.ts';
import type { Plan, Unmatched } from '../../plan/plan.ts';
import type { PlannedChange } from '../../plan/step.ts';
import { PgmendError } from '../../postgres/pgmend-error.ts';
import { displayQualified, quoteIdent } from '../../postgres/quote.ts';
import type { ServerError } from '../../postgres/server-error.ts';
import type { Session } from '../../postgres/session.ts';
import type { Proof, TableProof } from '../../verify/proof.ts';
import { proveRepair } from '../../verify/prove-repair.ts';
import { applyChanges, type Turn } from './apply-changes.ts';
import { applyLookups } from './apply-lookups.ts';
import {
  captureTriggersSql,
  dropCaptureSql,
  dropLookupSql,
  snapshotTriggersSql,
} from './capture-sql.ts';
import { collides } from './collides.ts';
import { decideLeft, keepLeft } from './decide-left.ts';
import { definitionMark } from './definition-mark.ts';
import type { LiveDesign, LiveTable } from './live-design.ts';
import { writeLive } from './live-journal.ts';
import { cutOverLock, lockedTables } from './live-locks.ts';
import { changedNames, keysSql, work } from './live-sql.ts';
import { notWhole, proveKeys } from './prove-copies.ts';
import { refuseChanged, toldApart, withoutCapture } from './refuse-changed.ts';
import { refuseOldSnapshots, refuseUnseen } from './refuse-unseen.ts';
import { type AboutStep, runTogether } from './run-together.ts';
import { dropForeignKeySql, layForeignKeySql, swapSql } from './swap-sql.ts';
import { type BriefLock, withBriefLock } from './with-brief-lock.ts';

export interface CutOver {
  readonly plan: Plan;
  readonly design: LiveDesign;
  /** The schema when the execution began. */
  readonly began: Fingerprint;
  readonly lock: BriefLock;
  /** Keys of one turn of the log. */
  readonly limit: number;
  /** Consumes the log before each attempt, so that little is left for the locks. */
  readonly catchUp: () => Promise<void>;
  /** What the user says of values that match nothing; null: nothing. */
  readonly unmatched: Unmatched | null;
}

export interface CutOverResult {
  readonly repair: number;
  /** How long everybody had to wait, in milliseconds. */
  readonly held: number;
  /** The schema right before. */
  readonly before: Fingerprint;
}

/**
 * Puts the copies in the place of the tables, in one transaction under one lock of all of them: the last of the log
 * is applied, names are swapped, everything that stood on the tables is laid on the copies, foreign keys NOT VALID.
 * What takes long is done before, or behind it.
 *
 * @param session outside any transaction.
 * @throws PgmendError `changed-since`, `live-undecided`, `lock-not-got`, `proof-failed`; nothing has happened then.
 */
export async function cutOver(session: Session, options: CutOver): Promise<CutOverResult> {
  const { design } = options;
  let before = options.began;
  let held = 0;
  let mark = '';
  const prepare = async (): Promise<void> => {
    mark = await definitionMark(session, lockedTables(design));
    before = withoutCapture(
      await readFingerprint(session, { journalSchema: design.journalSchema }),
    );
    refuseChanged(options.began, before, design);
    await writeLive(session, design.journalSchema, design.id, { before });
    await options.catchUp();
  };
  const lock = { ...options.lock, prepare };
  const repair = await withBriefLock(session, lockedTables(design), cutOverLock, lock, async () => {
    const started = performance.now();
    const number = await swap(session, options, mark);
    held = performance.now() - started;
    return number;
  });
  const steps = cutOverSteps(design).map((one) => one.sql);
  await session.query(
    `INSERT INTO ${quoteIdent(design.journalSchema)}.steps (repair, number, kind, title, sql) VALUES ($1, 1, 'cut-over', $2, $3)`,
    [
      repair,
      `put the copies of ${design.tables.map((one) => displayQualified(one.table)).join(', ')} in their place`,
      steps,
    ],
  );
  return { repair, held, before };
}

/**
 * Compares the schema behind the cut-over with the one of before. What others have changed meanwhile in unrelated
 * places is told apart.
 */
export async function proveCutOver(
  session: Session,
  design: LiveDesign,
  before: Fingerprint,
  tables: readonly TableProof[],
): Promise<Proof> {
  const after = withoutCapture(
    await readFingerprint(session, { journalSchema: design.journalSchema }),
  );
  const changes = [...design.changes, ...notYetValid(design)];
  return toldApart({ ...proveRepair(before, after, changes, [], [], []), tables }, design);
}

/** @param mark of the definitions that were compared with those of the beginning */
async function swap(session: Session, options: CutOver, mark: string): Promise<number> {
  const { design, plan } = options;
  const journal = quoteIdent(plan.journalSchema);
  await refuseOldSnapshots(session);
  await refuseUnseen(session, design, lockedTables(design), mark, false);
  await drain(session, options);
  const isLeft = await decideLeft(session, options);
  const { rows } = await session.query<{ id: string }>(
    `WITH r AS (INSERT INTO ${journal}.repairs (run, kind, state, plan) SELECT l.run, 'mend', 'applied', l.plan FROM ${journal}.live AS l WHERE l.id = $1 RETURNING id) ` +
      `UPDATE ${journal}.live AS l SET phase = 'validating', repair = r.id FROM r WHERE l.id = $1 RETURNING r.id`,
    [design.id],
  );
  const repair = Number(rows[0]?.id);
  if (isLeft) await keepLeft(session, design, repair);
  await runTogether(session, cutOverSteps(design), named);
  return repair;
}

/** The statements of the cut-over, in order. */
export function cutOverSteps(design: LiveDesign): AboutStep[] {
  const plain = (statements: readonly string[]) => statements.map((sql) => ({ sql, about: null }));
  const each = (statements: readonly string[], about: string) =>
    statements.map((sql) => ({ sql, about }));
  return [
    ...plain(design.foreignKeys.map(dropForeignKeySql)),
    ...design.dependents.flatMap((one) => each(one.drop, one.description)),
    ...plain(design.lookups.flatMap((one) => dropLookupSql(one))),
    ...plain(
      design.tables.flatMap((table) =>
        dropCaptureSql(
          table,
          table.members.map(({ copy }) => copy),
        ),
      ),
    ),
    ...plain(swapSql(design)),
    ...[...design.dependents].reverse().flatMap((one) => each(one.restore, one.description)),
    ...plain([...design.foreignKeys].reverse().flatMap(layForeignKeySql)),
    ...plain(design.tables.flatMap((table) => captureTriggersSql(design, table, true))),
    ...plain(
      design.tables.flatMap((table) =>
        snapshotTriggersSql(design, table, ['validating', 'done', 'finishing', 'finished']),
      ),
    ),
  ];
}

/** As in apply-plan.ts: the server's error alone does not say which of many things it is about. */
function named(error: ServerError, about: string | null): Error {
  if (about === null || /^(55P03|57|40P01)/.test(error.sqlstate)) return error;
  return new PgmendError(
    'dependent-not-laid-back',
    `Could not lay back ${about} on the new table: ${error.message}.`,
    'Nothing was changed, and the copies are kept in sync. Drop it, or write it for the new type, and run: pgmend resume. Or take everything back: pgmend undo',
    1,
    { cause: error },
  );
}

/** The last of the log: nobody writes any more. */
async function drain(session: Session, { design, plan, limit }: CutOver): Promise<void> {
  for (let turns = 0; turns < 1_000; turns += 1) {
    const waiting = await waitingLogs(session, design);
    if (waiting.lookups) await applyLookups(session, design, plan);
    if (waiting.lookups || waiting.tables.size > 0) {
      await session.query('SET LOCAL enable_seqscan = off');
    } else return;
    for (const table of design.tables) {
      if (!waiting.lookups && !waiting.tables.has(table.number)) continue;
      const turn = await applyChanges(session, design, plan, table, limit);
      if (turn.again > 0 && (await isAll(session, design, table, turn)))
        throw collides(
          table,
          turn.again,
          turn.keys.map((column) => column[0] ?? ''),
        );
      const whole =
        turn.taken === 0 ||
        turn.again > 0 ||
        (await proveKeys(session, design, table, keysSql(table), turn.keys));
      if (!whole) throw notWhole(table);
    }
  }
  throw new TypeError('the log does not come to an end');
}

/**
 * What could not come in is all that is left: its turn had the whole log, so that no row was out of date, and only one
 * of now can stand in the way.
 */
async function isAll(
  session: Session,
  design: LiveDesign,
  { log }: LiveTable,
  { again }: Turn,
): Promise<boolean> {
  const { rows } = await session.query<{ n: string }>(
    `SELECT count(*) AS n FROM ${work(design, log)}`,
  );
  return Number(rows[0]?.n) === again;
}

/** Which logs have something in them, by one question. */
async function waitingLogs(
  session: Session,
  design: LiveDesign,
): Promise<{ readonly lookups: boolean; readonly tables: ReadonlySet<number> }> {
  const some = (name: string) => `EXISTS (SELECT FROM ${work(design, name)})`;
  const logs = design.tables.map((one) => `CASE WHEN ${some(one.log)} THEN ${one.number} END`);
  const changed = changedNames(design).map(some);
  const { rows } = await session.query<{ tables: (number | null)[]; lookups: boolean }>(
    `SELECT ARRAY[${logs.join(', ')}]::int4[] AS tables, ${changed.length === 0 ? 'false' : changed.join(' OR ')} AS lookups`,
  );
  return {
    lookups: rows[0]?.lookups === true,
    tables: new Set((rows[0]?.tables ?? []).flatMap((one) => one ?? [])),
  };
}

/** Foreign keys are laid without a look at the rows; that comes behind the cut-over. */
function notYetValid(design: LiveDesign): PlannedChange[] {
  return design.foreignKeys.flatMap((key): PlannedChange[] => [
    {
      identity: partIdentity('constraint', key.table, key.name),
      facts: key.leaves === null ? ['definition'] : null,
    },
    ...(key.leaves ?? []).map((leaf) => ({
      identity: partIdentity('constraint', leaf, key.name),
      facts: null,
    })),
  ]);
}
