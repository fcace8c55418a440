import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OwnSession } from '../../src/postgres/connect.ts';
import type { Target } from '../../src/postgres/target.ts';
import { differences, readState, type State } from '../cases/state.ts';
import { chooseFlags, type OfferedDecision } from './choose-flags.ts';
import type { CorpusCase } from './corpus-case.ts';
import type { Databases } from './databases.ts';
import { isOwn, ownEffect } from './own-effect.ts';
import { type Ended, runNode, runPgmend } from './run-node.ts';
import { lost, readKept, readValues, type StoredValues } from './stored-values.ts';

/** How a case went. */
export interface Verdict {
  readonly id: string;
  readonly outcome: CorpusCase['outcome'];
  readonly category: string;
  readonly behaves: boolean;
  /** What is not as it has to be; empty when it behaves. */
  readonly why: readonly string[];
  /** The flags that decided it. */
  readonly flags: readonly string[];
  /** What pgmend said on stderr. */
  readonly said: string;
}

interface Moment {
  readonly state: State;
  readonly values: StoredValues;
}

interface SentError {
  readonly code: string;
  readonly message: string;
  readonly detail?: string;
}

interface Tried extends Ended {
  readonly error: SentError | null;
  readonly decisions: readonly OfferedDecision[];
}

const send = join(import.meta.dirname, 'send-case.mjs');

/** Runs one case in databases of its own: without pgmend, then with it, and holds the end against its outcome. */
export async function tryCase(databases: Databases, one: CorpusCase): Promise<Verdict> {
  const why: string[] = [];
  const plain = await withDatabase(databases, one, async (target) => {
    const ended = await trying(target, one, null);
    return { ...ended, left: await inside(databases, target, moment) };
  });
  if (plain.error?.code !== one.sqlstate) {
    why.push(`without pgmend it is ${plain.error?.code ?? 'no error'}, not ${one.sqlstate}`);
  }
  const ended = await (one.outcome === 'mend'
    ? mended(databases, one, [], why)
    : undecidedOrExplained(databases, one, plain, why));
  return {
    id: one.id,
    outcome: one.outcome,
    category: one.category,
    behaves: why.length === 0,
    why,
    flags: ended.flags,
    said: ended.said,
  };
}

/** Without pgmend: the error, and what is left. */
interface Plain {
  readonly error: SentError | null;
  readonly left: Moment;
}

type Done = Pick<Verdict, 'flags' | 'said'>;

/** Nothing may have changed and the tool must have got its error; then, of *decide*, once more with the flags. */
async function undecidedOrExplained(
  databases: Databases,
  one: CorpusCase,
  plain: Plain,
  why: string[],
): Promise<Done> {
  const tried = await withDatabase(databases, one, async (target) => {
    // A setup in the command's own transaction is gone with it.
    const before =
      one.run_mode === 'separate' ? await inside(databases, target, moment) : plain.left;
    const ended = await trying(target, one, []);
    const after = await inside(databases, target, moment);
    const changed = changes(before, after);
    if (changed.length > 0) why.push(`changed: ${changed.slice(0, 3).join(', ')}`);
    if (one.outcome === 'explain' && !(await checks(databases, target, one))) {
      why.push('check_sql is not true');
    }
    return ended;
  });
  if (tried.error === null) why.push('the tool got no error');
  else if (JSON.stringify(tried.error) !== JSON.stringify(plain.error)) {
    why.push(`another error reached the tool: ${tried.error.message}`);
  }
  if (one.outcome === 'explain') {
    const text = tried.stderr.toLowerCase().replaceAll(/\s+/g, ' ');
    const missing = (one.explain_mentions ?? []).filter((word) => !text.includes(word));
    if (missing.length > 0) why.push(`not mentioned: ${missing.join(', ')}`);
    if (tried.code === 0) why.push('exit 0');
    if (tried.code === 3) why.push('exit 3: asks for a decision');
    return { flags: [], said: tried.stderr };
  }
  if (tried.code !== 3) why.push(`exit ${tried.code} without the decision`);
  let flags = chooseFlags(one, tried.decisions);
  if (flags.length === 0) {
    why.push('no flag is named');
    return { flags, said: tried.stderr };
  }
  // An answer may bring up the next question.
  for (let round = 0; round < 2; round += 1) {
    const more = await withDatabase(databases, one, (target) => trying(target, one, flags));
    if (more.code !== 3 || more.decisions.length === 0) break;
    flags = [...flags, ...chooseFlags(one, more.decisions)];
  }
  return mended(databases, one, flags, why);
}

/** It must go through with nothing lost, and undo must bring back what was. */
async function mended(
  databases: Databases,
  one: CorpusCase,
  flags: readonly string[],
  why: string[],
): Promise<Done> {
  return withDatabase(databases, one, async (target) => {
    const effect = ownEffect(one.failing_sql);
    const dropped = (table: string, column: string | null) =>
      effect.droppedTables.has(table.slice(table.indexOf('.') + 1)) ||
      (column !== null && effect.droppedColumns.has(column));
    const before = await momentBefore(databases, target, one);
    const tried = await trying(target, one, flags);
    const after = await inside(databases, target, moment);
    const kept = await inside(databases, target, readKept);
    why.push(...lost(before.values, after.values, kept, dropped));
    if (tried.code !== 0) {
      why.push(`exit ${tried.code}${tried.error === null ? '' : `: ${tried.error.message}`}`);
      const changed = changes(before, after);
      if (changed.length > 0) why.push(`and changed: ${changed.slice(0, 3).join(', ')}`);
      return { flags, said: tried.stderr };
    }
    if (!(await checks(databases, target, one))) why.push('check_sql is not true');
    if (await inside(databases, target, hasRepairs)) {
      const undo = await runPgmend(target, ['undo', '--yes']);
      if (undo.code !== 0) {
        why.push(
          `undo: exit ${undo.code}: ${undo.stderr.split('\n').find((line) => line.startsWith('pgmend: ')) ?? ''}`,
        );
        return { flags, said: tried.stderr };
      }
      const last = await inside(databases, target, moment);
      const left = differences(before.state, last.state).filter((name) => !isOwn(effect, name));
      if (left.length > 0) why.push(`undo leaves: ${left.slice(0, 3).join(', ')}`);
      const none = { values: new Set<string>(), rows: new Map<string, number>() };
      why.push(
        ...lost(before.values, last.values, none, dropped).map((line) => `after undo ${line}`),
      );
    }
    return { flags, said: tried.stderr };
  });
}

/** @param flags null: without pgmend. */
async function trying(
  target: Target,
  one: CorpusCase,
  flags: readonly string[] | null,
): Promise<Tried> {
  const folder = mkdtempSync(join(tmpdir(), 'pgmend-corpus-'));
  try {
    const [sql, failed] = [join(folder, 'sql.json'), join(folder, 'error.json')];
    const same = one.run_mode === 'same-session';
    writeFileSync(sql, JSON.stringify(same ? [one.setup_sql, one.failing_sql] : [one.failing_sql]));
    const tool = [send, sql, failed];
    const ended =
      flags === null
        ? await runNode(target, tool)
        : await runPgmend(target, ['run', '--yes', '--json', ...flags, '--', 'node', ...tool]);
    return { ...ended, error: errorIn(failed), decisions: decisionsIn(ended.stdout) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function errorIn(file: string): SentError | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

function decisionsIn(stdout: string): readonly OfferedDecision[] {
  try {
    return (JSON.parse(stdout) as { decisions?: OfferedDecision[] }).decisions ?? [];
  } catch {
    return [];
  }
}

async function withDatabase<T>(
  databases: Databases,
  one: CorpusCase,
  work: (target: Target) => Promise<T>,
): Promise<T> {
  const target = await databases.create();
  try {
    if (one.run_mode === 'separate') {
      await inside(databases, target, (session) => session.query(one.setup_sql));
    }
    return await work(target);
  } finally {
    await databases.drop(target);
  }
}

/** A setup that belongs on the command's own connection is looked at in a twin of the database. */
async function momentBefore(
  databases: Databases,
  target: Target,
  one: CorpusCase,
): Promise<Moment> {
  if (one.run_mode === 'separate') return inside(databases, target, moment);
  const twin = await databases.create();
  try {
    return await inside(databases, twin, async (session) => {
      await session.query(one.setup_sql);
      await session.query('RESET ROLE');
      const values = await readValues(session);
      return { values, state: await readState(session) };
    });
  } finally {
    await databases.drop(twin);
  }
}

async function moment(session: OwnSession): Promise<Moment> {
  return { values: await readValues(session), state: await readState(session) };
}

function changes(before: Moment, after: Moment): string[] {
  const none = { values: new Set<string>(), rows: new Map<string, number>() };
  return [
    ...differences(before.state, after.state),
    ...lost(before.values, after.values, none, () => false),
    ...lost(after.values, before.values, none, () => false).map((line) => `${line} (new)`),
  ];
}

async function checks(databases: Databases, target: Target, one: CorpusCase): Promise<boolean> {
  return inside(databases, target, async (session) => {
    const { rows } = await session.query<Record<string, unknown>>(one.check_sql);
    return Object.values(rows[0] ?? {})[0] === true;
  });
}

async function hasRepairs(session: OwnSession): Promise<boolean> {
  const journal = await session.query<{ found: string | null }>(
    `SELECT pg_catalog.to_regclass('pgmend.repairs')::text AS found`,
  );
  if (journal.rows[0]?.found === null) return false;
  const { rows } = await session.query('SELECT FROM pgmend.repairs');
  return rows.length > 0;
}

async function inside<T>(
  databases: Databases,
  target: Target,
  work: (session: OwnSession) => Promise<T>,
): Promise<T> {
  const session = await databases.session(target);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}
