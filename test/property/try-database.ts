import type { Progress } from '../../src/execute/progress.ts';
import { undoRun } from '../../src/execute/undo-run.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { PgmendError } from '../../src/postgres/pgmend-error.ts';
import { ServerError } from '../../src/postgres/server-error.ts';
import type { Session } from '../../src/postgres/session.ts';
import { expectOnlyPlanned } from './expect-only-planned.ts';
import { mendHeld } from './mend-held.ts';
import { type RandomDatabase, randomTables } from './random-tables.ts';
import { renderDecor } from './render-decor.ts';
import { failingStatement, renderTables } from './render-tables.ts';
import type { DatabaseRolls } from './rolls.ts';
import { stableRows } from './stable-rows.ts';
import { type WholeState, wholeState } from './whole-state.ts';
import type { Workshop } from './workshop.ts';

/** How one database went, for the counts at the end. */
export interface Outcome {
  readonly kind: 'mended' | 'refused' | 'passed';
  readonly words: string;
}

class Interrupted extends Error {}

/** Lays the database, interrupts a mend, mends it, undoes it; throws with the whole SQL where a promise is broken. */
export async function tryDatabase(
  workshop: Workshop,
  roles: readonly [string, string],
  rolls: DatabaseRolls,
): Promise<Outcome> {
  const { watcher } = workshop;
  const database = randomTables(rolls);
  const statement = failingStatement(database, rolls.attributes);
  const setup = [
    ...renderTables(database),
    `CREATE FUNCTION app.touched() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'a trigger of the user fired'; END $$`,
    'CREATE TABLE app.log (what text)',
    ...renderDecor(rolls, database, roles, watcher.serverVersion),
  ];
  try {
    await workshop.clear();
    await watcher.query(setup.join(';\n'));
    return await check(workshop, rolls, database, statement);
  } catch (error) {
    throw new Error(
      `${error instanceof Error ? error.stack : String(error)}\n\n${setup.join(';\n')};\n\n-- fails:\n${statement};`,
    );
  }
}

async function check(
  workshop: Workshop,
  rolls: DatabaseRolls,
  database: RandomDatabase,
  statement: string,
): Promise<Outcome> {
  const { watcher } = workshop;
  const state = () => wholeState(watcher);
  const before = await state();
  const rows = await stableRows(watcher, database);
  const { interruption } = rolls;
  const answer = rolls.answer === 'none' ? null : rolls.answer;
  const plan = { journalSchema: 'pgmend', unmatched: answer, chosen: {}, all: false };
  const mend = async (id: string, interrupt?: Interrupt) =>
    mendHeld(await workshop.worker(), statement, {
      plan,
      run: runOf(id),
      ...progressOf(workshop, interrupt),
    });
  const undo = async (run: string, interrupt?: Interrupt) =>
    undoRun(await workshop.worker(), run, {
      run: runOf('undo'),
      lockTimeout: '5s',
      statement: null,
      journalSchema: 'pgmend',
      unmatched: null,
      approve: async () => true,
      ...progressOf(workshop, interrupt),
    });
  if (interruption.of === 'mend' && interruption.by !== 'none') {
    await mend('interrupted', interruption).catch(whenInterrupted);
    await workshop.cut();
    // The cut may have come when all was done.
    if (await isApplied(watcher, 'interrupted')) await undo('interrupted');
    await same(before, state, 'after an interrupted mend');
  }
  const ended = await mend('mend');
  if (ended.kind !== 'mended') {
    await same(before, state, 'after a mend that did not come to be');
    if (ended.kind === 'passed') return { kind: 'passed', words: 'passed: no error' };
    return { kind: 'refused', words: `${ended.result}: ${reasonOf(ended)}` };
  }
  const mended = await state();
  await expectOnlyPlanned(watcher, database, { state: before, rows }, mended);
  if (interruption.of === 'undo' && interruption.by !== 'none') {
    await undo('mend', interruption).catch(whenInterrupted);
    await workshop.cut();
    if (await isApplied(watcher, 'mend')) await same(mended, state, 'after an interrupted undo');
  }
  // A statement that was answered as done has nothing to be taken back.
  if (await isApplied(watcher, 'mend')) await undo('mend');
  await same(before, state, 'after undo');
  return { kind: 'mended', words: `mended: ${database.mismatch}` };
}

type Interrupt = DatabaseRolls['interruption'];

const runOf = (id: string) => ({ id, command: 'property test', version: '0' });

/** Calls off the work at a step, or cuts its connection there. */
function progressOf(workshop: Workshop, interrupt: Interrupt | undefined) {
  if (interrupt === undefined) return {};
  let told = 0;
  return {
    onProgress: (progress: Progress) => {
      const last = progress.kind === 'proved';
      const at = told === interrupt.at || (last && told < interrupt.at);
      told += 1;
      if (!at) return;
      if (interrupt.by === 'error') throw new Interrupted('called off');
      void workshop.cut();
    },
  };
}

function whenInterrupted(error: unknown): void {
  const expected =
    error instanceof Interrupted ||
    (error instanceof PgmendError && error.code === 'connection-lost') ||
    (error instanceof ServerError && error.sqlstate === '57P01');
  if (!expected && !(error instanceof PgmendError)) throw error;
}

/** The journal has a mend of the run that is not taken back. */
async function isApplied(watcher: Session, run: string): Promise<boolean> {
  const { rows: journal } = await watcher.query(
    `SELECT FROM pg_class WHERE oid = to_regclass('pgmend.repairs')`,
  );
  if (journal.length === 0) return false;
  const { rows } = await watcher.query(
    `SELECT FROM pgmend.repairs WHERE run = $1 AND kind = 'mend' AND state = 'applied'`,
    [run],
  );
  return rows.length > 0;
}

async function same(
  before: WholeState,
  state: () => Promise<WholeState>,
  when: string,
): Promise<void> {
  const now = await state();
  const differences = [
    ...changed(before.objects, now.objects),
    ...changed(before.rows, now.rows),
    ...changed(before.sequences, now.sequences),
  ];
  if (differences.length > 0) throw new Error(`Not the same ${when}:\n${differences.join('\n')}`);
}

function changed(
  before: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((key) => {
    const [one, other] = [JSON.stringify(before[key]), JSON.stringify(now[key])];
    return one === other ? [] : [`${key}\n  was ${one}\n  is  ${other}`];
  });
}

/** The same reason in one form, whatever the names. */
function reasonOf({
  plan,
  error,
}: {
  readonly plan: Plan | null;
  readonly error: Error | null;
}): string {
  const [refusal] = plan?.refusals ?? [];
  const [decision] = plan?.decisions ?? [];
  const text =
    error instanceof Error && (plan === null || (refusal ?? decision) === undefined)
      ? error.message
      : (refusal ?? decision?.question ?? '');
  return text.replaceAll(/"[^"]*("")?[^"]*"|\d+/g, '…').slice(0, 120);
}
