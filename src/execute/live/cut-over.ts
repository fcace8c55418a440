import { partIdentity } from '../../catalog/fingerprint/identity.ts';
import type { Fingerprint } from '../../catalog/fingerprint.ts';
import { readFingerprint } from '../../catalog/read-fingerprint.ts';
import type { Plan, Unmatched } from '../../plan/plan.ts';
import type { PlannedChange } from '../../plan/step.ts';
import { PgmendError } from '../../postgres/pgmend-error.ts';
import {
  displayIdent,
  displayQualified,
  type QualifiedName,
  quoteIdent,
  quoteLiteral,
} from '../../postgres/quote.ts';
import { ServerError } from '../../postgres/server-error.ts';
import type { Session } from '../../postgres/session.ts';
import { compareFingerprints } from '../../verify/compare-fingerprints.ts';
import type { Proof, TableProof } from '../../verify/proof.ts';
import { proveRepair } from '../../verify/prove-repair.ts';
import { ProofFailed } from '../apply-plan.ts';
import { applyChanges, keysSql } from './apply-changes.ts';
import { applyLookups } from './apply-lookups.ts';
import { captureTriggersSql, dropCaptureSql, dropLookupSql } from './capture-sql.ts';
import { isCapture } from './design-live.ts';
import type { LiveDesign } from './live-design.ts';
import { writeLive } from './live-journal.ts';
import { work } from './live-sql.ts';
import { proveKeys } from './prove-copies.ts';
import { dropForeignKeySql, layForeignKeySql, swapSql } from './swap-sql.ts';
import { type BriefLock, withBriefLock } from './with-brief-lock.ts';

export interface CutOver {
  readonly run: string;
  readonly plan: Plan;
  readonly design: LiveDesign;
  /** The schema when the execution began. */
  readonly began: Fingerprint;
  readonly tables: readonly TableProof[];
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
  readonly proof: Proof;
}

/**
 * Puts the copies in the place of the tables, in one transaction under one lock of all of them: the last of the log
 * is applied, names are swapped, everything that stood on the tables is laid on the copies, foreign keys NOT VALID.
 *
 * @param session outside any transaction.
 * @throws PgmendError `changed-since`, `live-undecided`, `lock-not-got`, `proof-failed`; nothing has happened then.
 */
export async function cutOver(session: Session, options: CutOver): Promise<CutOverResult> {
  const { design } = options;
  const tables = lockedTables(design);
  let before = options.began;
  let held = 0;
  const prepare = async (): Promise<void> => {
    before = await readFingerprint(session, { journalSchema: design.journalSchema });
    refuseChanged(options.began, before, design);
    await options.catchUp();
  };
  const result = await withBriefLock(
    session,
    tables,
    'ACCESS EXCLUSIVE',
    { ...options.lock, prepare },
    async () => {
      const started = performance.now();
      const done = await swap(session, options, before);
      held = performance.now() - started;
      return done;
    },
  );
  return { ...result, held, before };
}

/** Everything that is altered, or locked by it: in the order of the names, as others lock. */
export function lockedTables(design: LiveDesign): QualifiedName[] {
  const own = design.tables.map((one) => one.table);
  return [...own, ...design.neighbours]
    .map(({ schema, name }) => ({ schema, name }))
    .sort((one, other) =>
      `${one.schema}\0${one.name}` < `${other.schema}\0${other.name}` ? -1 : 1,
    );
}

async function swap(
  session: Session,
  options: CutOver,
  before: Fingerprint,
): Promise<{ readonly repair: number; readonly proof: Proof }> {
  const { design, plan } = options;
  await refuseOldSnapshots(session);
  await drain(session, options);
  await decideLeft(session, options);
  const repair = await openRepair(session, options);
  await keepLeft(session, design, repair);
  for (const { sql, about } of cutOverSteps(design)) {
    await session.query(sql).catch((error: unknown) => throwNamed(error, about));
  }
  const after = await readFingerprint(session, { journalSchema: design.journalSchema });
  const changes = [...design.changes, ...notYetValid(design)];
  const proof = proveRepair(withoutCapture(before), withoutCapture(after), changes, [], [], []);
  const whole = { ...proof, tables: options.tables };
  if (!whole.passed) throw new ProofFailed(whole);
  await session.query(
    `UPDATE ${quoteIdent(plan.journalSchema)}.repairs SET proof = $2::jsonb WHERE id = $1`,
    [repair, JSON.stringify(whole)],
  );
  await writeLive(session, design.journalSchema, design.id, {
    phase: 'validating',
    repair,
    before: withoutCapture(before),
  });
  await session.query(
    `INSERT INTO ${quoteIdent(plan.journalSchema)}.steps (repair, number, kind, title, sql) VALUES ($1, 1, 'cut-over', $2, $3)`,
    [
      repair,
      `put the copies of ${design.tables.map((one) => displayQualified(one.table)).join(', ')} in their place`,
      cutOverSteps(design).map((one) => one.sql),
    ],
  );
  return { repair, proof: whole };
}

/** One statement, and the dependent that it is about, as people name it. */
interface CutOverStep {
  readonly sql: string;
  readonly about: string | null;
}

/** The statements of the cut-over, in order. */
export function cutOverSteps(design: LiveDesign): CutOverStep[] {
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
  ];
}

/** As in apply-plan.ts: the server's error alone does not say which of many things it is about. */
function throwNamed(error: unknown, about: string | null): never {
  if (about === null || !(error instanceof ServerError) || /^(55P03|57|40P01)/.test(error.sqlstate))
    throw error;
  throw new PgmendError(
    'dependent-not-laid-back',
    `Could not lay back ${about} on the new table: ${error.message}.`,
    'Nothing was changed, and the copies are kept in sync. Drop it, or write it for the new type, and run: pgmend resume. Or take everything back: pgmend undo',
    1,
    { cause: error },
  );
}

/** The last of the log: nobody writes any more. */
async function drain(session: Session, { design, plan, limit }: CutOver): Promise<void> {
  for (let turns = 0; ; turns += 1) {
    let moved = await applyLookups(session, design, plan);
    for (const table of design.tables) {
      const turn = await applyChanges(session, design, plan, table, limit);
      moved += turn.taken;
      const whole =
        turn.taken === 0 ||
        turn.again > 0 ||
        (await proveKeys(session, design, table, keysSql(table), turn.keys));
      if (!whole) {
        throw new PgmendError(
          'proof-failed',
          `The proof failed: the copy of ${displayQualified(table.table)} does not hold the rows that it had to hold.`,
          'Nothing was changed. Please report it, and start again: pgmend undo',
          1,
        );
      }
    }
    if (moved === 0) return;
    if (turns > 1_000) throw new TypeError('the log does not come to an end');
  }
}

/**
 * A transaction with a snapshot of before would find the new tables empty: everything in them was written after it.
 * https://www.postgresql.org/docs/current/mvcc-caveats.html
 */
async function refuseOldSnapshots(session: Session): Promise<void> {
  const { rows } = await session.query<{ pid: number }>(
    `SELECT pid FROM pg_catalog.pg_stat_activity WHERE datname = pg_catalog.current_database() AND pid <> pg_catalog.pg_backend_pid() ` +
      `AND state LIKE 'idle in transaction%' AND backend_xmin IS NOT NULL`,
  );
  if (rows.length > 0) throw new OldSnapshot();
}

/** Somebody holds a snapshot; the attempt is made again later. */
class OldSnapshot extends PgmendError {
  constructor() {
    super(
      'old-snapshot',
      'Another transaction works with a snapshot of before the cut-over, and would find the tables empty.',
      'Let it end, then run: pgmend resume',
      1,
    );
  }
}

/**
 * What came meanwhile and matches nothing goes the way that the plan was approved with, or the one that is said now.
 *
 * @throws PgmendError `live-undecided`, exit code 3
 */
async function decideLeft(session: Session, { design, plan, unmatched }: CutOver): Promise<void> {
  for (const table of design.tables) {
    const left = work(design, table.left);
    const { rows } = await session.query<{ conversion: number; fate: string; n: string }>(
      `SELECT conversion, fate, count(*) AS n FROM ${left} GROUP BY 1, 2 ORDER BY 1, 2`,
    );
    for (const { conversion: number, fate, n } of rows) {
      const conversion = plan.conversions.find((one) => one.number === number);
      const approved =
        (conversion?.weighed.evidence.unmatched ?? 0) +
        (conversion?.weighed.evidence.ambiguous ?? 0);
      const column = `${displayQualified(table.table)}.${displayIdent(conversion?.mapped.column ?? '')}`;
      if (fate === 'ask') {
        if (unmatched === 'set-aside' || unmatched === 'discard') {
          await session.query(
            `UPDATE ${left} SET fate = $2 WHERE fate = 'ask' AND conversion = $1`,
            [number, unmatched],
          );
          continue;
        }
        throw undecided(
          `${n} ${n === '1' ? 'row' : 'rows'} of ${column} came meanwhile and match nothing, and the column is NOT NULL.`,
          ['set-aside', 'discard'],
        );
      }
      if (approved > 0 || (fate !== 'keep' && fate !== 'null')) continue;
      if (unmatched === 'keep' || unmatched === 'null') {
        await session.query(`UPDATE ${left} SET fate = $2 WHERE fate = $3 AND conversion = $1`, [
          number,
          unmatched,
          fate,
        ]);
        continue;
      }
      throw undecided(
        `${n} ${n === '1' ? 'value' : 'values'} of ${column} came meanwhile and match nothing; when you approved the plan there was none.`,
        ['keep', 'null'],
      );
    }
  }
}

function undecided(question: string, answers: readonly string[]): PgmendError {
  const flags = answers.map((one) => `pgmend cutover --unmatched ${one}`).join(' · ');
  return new PgmendError(
    'live-undecided',
    question,
    `Nothing was changed. Decide with one of: ${flags}`,
    3,
  );
}

async function openRepair(session: Session, { run, plan }: CutOver): Promise<number> {
  const { rows } = await session.query<{ id: string }>(
    `INSERT INTO ${quoteIdent(plan.journalSchema)}.repairs (run, kind, state, plan) VALUES ($1, 'mend', 'applied', $2::jsonb) RETURNING id`,
    [run, JSON.stringify(plan)],
  );
  return Number(rows[0]?.id);
}

/** What matches nothing becomes kept values and rows, as in direct execution. */
async function keepLeft(session: Session, design: LiveDesign, repair: number): Promise<void> {
  const journal = quoteIdent(design.journalSchema);
  for (const table of design.tables) {
    const { schema, name } = table.table;
    const left = work(design, table.left);
    for (const value of table.values) {
      await session.query(
        `INSERT INTO ${journal}.kept_values (repair, conversion, table_schema, table_name, column_name, row_key, value, new_value, reason) ` +
          `SELECT ${repair}, conversion, ${quoteLiteral(schema)}, ${quoteLiteral(name)}, ${quoteLiteral(value.column)}, row_key, value, NULL, 'unmatched' ` +
          `FROM ${left} WHERE fate = 'keep' AND conversion = ${value.conversion}`,
      );
    }
    await session.query(
      `INSERT INTO ${journal}.kept_rows (repair, conversion, table_schema, table_name, content, record) ` +
        `SELECT DISTINCT ON (record) ${repair}, conversion, ${quoteLiteral(schema)}, ${quoteLiteral(name)}, content, record FROM ${left} WHERE fate = 'set-aside' ORDER BY record, conversion`,
    );
  }
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

/** @throws PgmendError `changed-since` when somebody has altered what this execution works with. */
function refuseChanged(began: Fingerprint, now: Fingerprint, design: LiveDesign): void {
  const names = design.tables.flatMap((table) =>
    table.members.map(({ copy }) => displayQualified({ schema: copy.schema, name: copy.name })),
  );
  const qualified = design.tables.flatMap((table) =>
    table.members.map(({ copy }) => partIdentity('column', copy, '').slice('column '.length, -3)),
  );
  const changed = compareFingerprints(withoutCapture(began), withoutCapture(now)).find(
    ({ identity, before, after }) =>
      qualified.some((name) =>
        [`${identity}\n`, before ?? '', after ?? ''].some((text) => mentions(text, name)),
      ),
  );
  if (changed === undefined) return;
  throw new PgmendError(
    'changed-since',
    `The schema has changed since this began: ${changed.identity}. What was copied of ${names.join(', ')} is no longer what it has to be.`,
    'Take it back, and start again: pgmend undo',
    1,
  );
}

function mentions(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!/[\w"$]/.test(text[at - 1] ?? ' ') && !/[\w$]/.test(text[at + name.length] ?? ' '))
      return true;
  }
  return false;
}

/** Without the triggers that capture changes, which come and go with the execution. */
export function withoutCapture(fingerprint: Fingerprint): Fingerprint {
  const objects = Object.fromEntries(
    Object.entries(fingerprint.objects).filter(
      ([identity]) =>
        !(identity.startsWith('trigger ') && isCapture(identity.split('.').at(-1) ?? '')),
    ),
  );
  return Object.keys(objects).length === Object.keys(fingerprint.objects).length
    ? fingerprint
    : { objects, hash: `${fingerprint.hash}-` };
}
