import { faultSqlstates } from '../diagnose/diagnose.ts';
import {
  expectedTable,
  layingStatement,
  type PendingTable,
  type PutOffKey,
} from '../diagnose/put-off-key.ts';
import { readPutOffKeys } from '../execute/journal.ts';
import { journalHolds } from '../execute/journal-holds.ts';
import type { Hazard } from '../plan/step.ts';
import { connect } from '../postgres/connect.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import type { Session } from '../postgres/session.ts';
import type { Target } from '../postgres/target.ts';
import { explainPassed } from '../relay/explain-passed.ts';
import type { HeldOutcome } from '../relay/held-outcome.ts';
import type { HeldStatement, Settlement } from '../relay/held-statement.ts';
import { createMender } from '../relay/mend-held.ts';
import { type Relay, startRelay } from '../relay/relay.ts';
import { type JournalAtRisk, journalAtRiskWords } from '../report/journal-at-risk.ts';
import type { Declaration } from '../report/report-summary.ts';
import { type RunSummary, reportSummary } from '../report/report-summary.ts';
import { printable } from '../report/words.ts';
import type { DetectedTool } from '../tools/detect-tool.ts';
import { withLedger } from '../tools/named-ledger.ts';
import { namedTable } from '../tools/named-table.ts';
import { askToCarryOut, planText } from './ask-to-carry-out.ts';
import { declarationsOf } from './declarations-of.ts';
import { exitCode } from './exit-code.ts';
import { failureOf } from './fail.ts';
import { findTarget } from './find-target.ts';
import { besideHeld } from './held-beside.ts';
import { journalAtRisk } from './journal-at-risk.ts';
import { type LaidKeys, layPutOff } from './lay-put-off.ts';
import { ledgerName } from './ledger-name.ts';
import { ledgerTable } from './ledger-table.ts';
import { nameMigrations } from './name-migrations.ts';
import { planOptions, type SharedOptions } from './options.ts';
import { progress } from './progress.ts';
import { readLedger } from './read-ledger.ts';
import { runInfo } from './run-info.ts';
import { runLedgerOf } from './run-ledger-of.ts';
import { placeInWords, type StatementPlaces, statementPlaces } from './statement-places.ts';
import { summariseRun } from './summarise-run.ts';
import { tellDeadlock, tellWaiting } from './tell-waiting.ts';
import { type Voice, voice } from './voice.ts';
import { reading } from './with-database.ts';

export interface Standing {
  /** The migration command, or pgmend's own where somebody else starts it. */
  readonly words: readonly string[];
  /** The migration's own waits for locks end after `lockTimeout` too. */
  readonly endsWaits: boolean;
  /** Where it listens; a free port on the loopback address unless said. */
  readonly listen?: { readonly host: string; readonly port: number };
  /** Runs while the relay stands. @returns the exit code of what went through it */
  readonly work: (relay: Relay, target: Target, places: StatementPlaces) => Promise<number>;
}

/**
 * Stands between whoever connects and the database, and says at the end what came of it.
 *
 * @returns the exit code of the work; 3 when a decision is needed
 */
export async function standBetween(
  options: SharedOptions,
  { words, endsWaits, listen, work }: Standing,
): Promise<number> {
  const speaker = voice('stderr');
  const { target, tool: findTool } = await findTarget(options.url, speaker, words);
  const detected = await findTool();
  const { ledgerTable: named } = options;
  const tool =
    detected === null || named === undefined ? detected : withLedger(detected, namedTable(named));
  const { waiting, holds, ledger } = await lookBefore(target, tool, options.journalSchema);
  const risk = await journalAtRisk(tool, options.journalSchema, words);
  if (risk !== null && holds) sayAtRisk(risk, options.journalSchema, speaker);
  const run = {
    ...runInfo(words),
    ...(await runLedgerOf(tool, words, named !== undefined)),
  };
  const places = await statementPlaces(listen === undefined ? words : [], tool);
  const placed = async (held: HeldStatement) => {
    const place = await places.of(held);
    return { ...held, place: place === null ? null : placeInWords(place) };
  };
  const mender = createMender({
    plan: planOptions(options),
    maps: options.map,
    run,
    lockTimeout: `${options.lockTimeout}ms`,
    ask: async (plan, held, signal, way) =>
      askToCarryOut(plan, options, speaker, await placed(held), signal, way),
    beside: besideHeld(options, speaker, target, words),
    onProgress: progress(speaker, options.verbose === true),
    ...(tool === null ? {} : { readLedger: ledgerReader(tool, places) }),
    pendingTables: pendingReader(tool, words),
    hazardsOf: async (plan) => codeHazards(await declarationsOf(plan.conversions, tool)),
    isLedger: ledgerTable(ledger),
  });
  const passed: HeldStatement[] = [];
  const told: Promise<void>[] = [];
  const relay = await startRelay({
    upstream: target,
    onHeld: mender.onHeld,
    onSettled: (held, settlement) => {
      mender.onSettled(held, settlement);
      if (settlement.kind === 'passed') passed.push(held);
      // Whoever connects does not see the end of this command.
      if (listen !== undefined) speaker.say(settled(held, settlement));
    },
    holds: ({ error }) => faultSqlstates.has(error.sqlstate),
    guard: mender.guard,
    onWaiting: (waiting) => told.push(tellWaiting(waiting, tool, speaker)),
    onDeadlock: (deadlock) => told.push(tellDeadlock(deadlock, tool, speaker)),
    lockTimeout: endsWaits ? options.lockTimeout : null,
    ...(listen === undefined ? {} : { listen }),
  });
  let commandExitCode: number;
  try {
    commandExitCode = await work(relay, target, places);
  } finally {
    await relay.close();
    await mender.rest();
  }
  await Promise.all(told);
  const known = mender.outcomes();
  const unseen = passed.filter((held) => !known.some((one) => one.held === held));
  const outcomes = [...known, ...(await explained(target, unseen, options))];
  await nameMigrations(target, tool, outcomes, options.journalSchema);
  const putOff = outcomes.flatMap(keysOf);
  const laid =
    waiting === 0 && putOff.length === 0
      ? nothingLaid
      : await laidKeys(target, putOff, run.id, (session) =>
          layPutOff(session, run, options, speaker),
        );
  const summary = await summariseRun(outcomes, {
    laid,
    run: run.id,
    command: run.command,
    commandExitCode,
    connections: relay.accepted(),
    ...(listen === undefined ? {} : { alone: true }),
    dryRun: options.dryRun === true,
    leftOut: mender.leftOut(),
    chosen: options.choose,
    stopped: mender.stopped(),
    refused: mender.refused(),
    journalAtRisk: holds || outcomes.some(({ applied }) => applied !== null) ? risk : null,
    tool,
    placeOf: places.of,
  });
  for (const { result, plan, held } of outcomes) {
    // A refusal was not asked about, so it has not been shown yet.
    if (result === 'refused' && plan !== null) {
      speaker.say(`\n${planText(plan, options, speaker, await placed(held))}`);
    }
  }
  await places.remove();
  const text = reportSummary(summary, speaker.palette, options.verbose === true);
  if (text !== '') speaker.say(`\n${text}`);
  if (!holds && summary.journalAtRisk !== null) {
    sayAtRisk(summary.journalAtRisk, options.journalSchema, speaker);
  }
  const code = codeOf(summary, outcomes);
  if (options.json === true) speaker.json({ format: 1, exitCode: code, ...summary });
  return code;
}

const settlements: Readonly<Record<Settlement['kind'], string>> = {
  passed: 'Passed on with its error',
  answered: 'Answered as done',
  committed: 'Mended and committed',
  'rolled back': 'Mended, and rolled back by whoever sent it',
  'retry failed': 'Failed again after the repair, which was rolled back',
};

function settled({ sql }: HeldStatement, { kind }: Settlement): string {
  const [line = ''] = printable(sql).split('\n');
  return `${settlements[kind]}: ${line.length > 100 ? `${line.slice(0, 99)}…` : line}`;
}

/**
 * The command's own code is passed on; where it ended well, a foreign key that is missing, or a statement that was
 * refused, is a fault that remains.
 */
function codeOf(
  { decisions, notLaid, refused, commandExitCode }: RunSummary,
  outcomes: readonly HeldOutcome[],
): number {
  const asks = outcomes.some(
    ({ error }) => error instanceof PgmendError && error.exitCode === exitCode.decisionNeeded,
  );
  if (decisions.length > 0 || asks) return exitCode.decisionNeeded;
  const remains = notLaid.length + refused.length > 0;
  return commandExitCode === 0 && remains ? exitCode.faultsRemain : commandExitCode;
}

const nothingLaid: LaidKeys = { mended: [], notLaid: [], decisions: [], plans: [] };

/** The foreign keys that were put off with a held statement. */
function keysOf({ result, plan }: HeldOutcome): readonly PutOffKey[] {
  if (result !== 'mended' || plan === null) return [];
  return plan.faults.flatMap(({ fault }) => (fault.kind === 'later-table' ? fault.keys : []));
}

/** @param putOff what stays put off where the database cannot be reached any more. */
async function laidKeys(
  target: Target,
  putOff: readonly PutOffKey[],
  run: string,
  lay: (session: Session) => Promise<LaidKeys>,
): Promise<LaidKeys> {
  const session = await connect(target).catch((error: unknown) => failureOf(error));
  if (!('query' in session)) {
    const notLaid = putOff.map((key) => ({
      reason: session.message,
      statement: layingStatement(key, expectedTable(key)),
      run,
    }));
    return { ...nothingLaid, notLaid };
  }
  try {
    return await lay(session);
  } finally {
    await session.close();
  }
}

/** What was not held is explained afterwards; that the database cannot be reached any more is no news then. */
async function explained(
  target: Target,
  passed: readonly HeldStatement[],
  options: SharedOptions,
): Promise<HeldOutcome[]> {
  if (passed.length === 0) return [];
  const session = await connect(target).catch(() => null);
  if (session === null) return [];
  try {
    return await explainPassed(session, passed, { plan: planOptions(options), maps: options.map });
  } finally {
    await session.close();
  }
}

/**
 * Foreign keys that earlier runs put off, whether the journal holds anything, and the name of the tool's ledger. A wrong
 * password is said here, before the command, not by the command.
 */
async function lookBefore(
  target: Target,
  detected: DetectedTool | null,
  journalSchema: string,
): Promise<{ readonly waiting: number; readonly holds: boolean; readonly ledger: string | null }> {
  const session = await connect(target);
  try {
    const found = await reading(session, async () => ({
      waiting: (await readPutOffKeys(session, journalSchema)).length,
      holds: (await journalHolds(session, journalSchema)) !== null,
    }));
    return { ...found, ledger: await ledgerName(session, detected) };
  } finally {
    await session.close();
  }
}

function sayAtRisk(risk: JournalAtRisk, journalSchema: string, { warn, palette }: Voice): void {
  const { says, next } = journalAtRiskWords(risk, journalSchema);
  warn(palette.yellow(printable(`${says} Before it runs next, ${next}`)));
}

/** The project's own files will turn a new database back to the old type: said before anybody says yes. */
function codeHazards(declarations: readonly Declaration[]): Hazard[] {
  return declarations.map(({ file, line, column, declares, shouldBe }) => ({
    kind: 'code-declares-other-type',
    message: `${file}:${line} still declares ${column} as ${declares}; it should be ${shouldBe}.`,
  }));
}

function ledgerReader(detected: DetectedTool, places?: StatementPlaces) {
  return async (session: Session): Promise<readonly string[]> => {
    const ledger = await readLedger(detected, session);
    const applied = ledger?.exists === true ? ledger.applied : [];
    places?.running(applied);
    return applied;
  };
}

function pendingReader(detected: DetectedTool | null, command: readonly string[]) {
  return async (session: Session): Promise<readonly PendingTable[]> => {
    if (detected?.tool.pendingTables === undefined) return [];
    const applied = await ledgerReader(detected)(session);
    const running = { command, directory: process.cwd(), applied };
    return detected.tool.pendingTables(detected.project, running);
  };
}
