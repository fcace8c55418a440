import { spawn } from 'node:child_process';
import type { Catalog } from '../catalog/catalog.ts';
import { readOutline } from '../catalog/read-catalog.ts';
import { faultSqlstates } from '../diagnose/diagnose.ts';
import { look } from '../execute/look.ts';
import type { RunInfo } from '../execute/open-run.ts';
import { connect } from '../postgres/connect.ts';
import { inTransaction } from '../postgres/in-transaction.ts';
import type { Session } from '../postgres/session.ts';
import { confinedEnvironment } from '../relay/confine.ts';
import type { HeldOutcome } from '../relay/held-outcome.ts';
import type { HeldStatement } from '../relay/held-statement.ts';
import { createMender } from '../relay/mend-held.ts';
import { startRelay } from '../relay/relay.ts';
import type { DetectedTool } from '../tools/detect-tool.ts';
import type { Replay } from '../tools/tool.ts';
import { followMigrations } from './follow-migrations.ts';
import type { Scratch } from './open-scratch.ts';
import { placeFailed, placeStatements, type StatementsToPlace } from './place-statements.ts';
import { createReplayReport, type PlacedStatement, type Reported } from './replay-report.ts';

export interface ReplayOptions {
  readonly detected: DetectedTool;
  readonly replay: Replay;
  readonly scratch: Scratch;
  readonly run: RunInfo;
  readonly journalSchema: string;
  /** After how many migrations the catalog is wanted, besides at the end; null for none. */
  readonly snapshotAfter: number | null;
  readonly onOutput: (text: string) => void;
}

/** What a replay brought about. */
export interface Replayed extends Reported {
  readonly exitCode: number;
  readonly output: string;
  readonly outcomes: readonly HeldOutcome[];
  /** Strings that an error stopped, with the place of the statement that it is about; empty where `statements` has them. */
  readonly failed: readonly PlacedStatement[];
  /** The migration that was not recorded when the command ended; null where none had begun, or the tool's words tell it. */
  readonly running: string | null;
  /** Errors that the command got, oldest first. */
  readonly errors: readonly HeldStatement[];
  /** Statements that waited for their own migration. */
  readonly waited: readonly string[];
  /** Migrations that the ledger recorded. */
  readonly recorded: readonly string[];
  /** The catalog when {@link ReplayOptions.snapshotAfter} was reached; null when it was not. */
  readonly snapshot: Catalog | null;
  readonly end: Catalog;
  readonly serverVersion: number;
}

/** Milliseconds that a statement may wait for a lock: nobody else is in the scratch database. */
const lockTimeout = 3_000;

/**
 * Runs the migrations in a process that can reach nothing but the scratch database, through a relay that diagnoses each
 * failing statement as `run` does, and mends it, so that the next ones are seen as well.
 *
 * @throws PgmendError where the scratch database is lost
 */
export async function replayMigrations(
  options: ReplayOptions,
  guests: readonly (string | null)[],
): Promise<Replayed> {
  const { detected, replay, scratch, run, journalSchema } = options;
  const { tool, project } = detected;
  const ledgerOf = async (session: Session) => {
    const ledger = await tool.ledger(project, session, replay.env);
    return ledger.exists ? ledger.applied : [];
  };
  const mender = createMender({
    plan: { journalSchema, unmatched: null, chosen: {}, all: false },
    maps: [],
    run,
    lockTimeout: `${lockTimeout}ms`,
    ask: async () => 'yes',
    pendingTables: async (session) =>
      (await tool.pendingTables?.(project, {
        command: null,
        directory: project.directory,
        applied: await ledgerOf(session),
      })) ?? [],
  });
  const errors: HeldStatement[] = [];
  const waited: string[] = [];
  const followed = followMigrations(options);
  const relay = await startRelay({
    upstream: scratch.door,
    offersTls: true,
    onHeld: mender.onHeld,
    onSettled: mender.onSettled,
    holds: (held) => {
      errors.push(held);
      return faultSqlstates.has(held.error.sqlstate);
    },
    guard: followed.guard,
    ...(scratch.shared
      ? {}
      : {
          onWaiting: (waiting) => {
            if (waiting.ended) waited.push(waiting.statement ?? '');
          },
          lockTimeout,
        }),
  });
  const report = await createReplayReport();
  try {
    const env = confinedEnvironment({
      relay,
      scratch: scratch.target,
      databases: replay.databases,
      urlVariables: replay.urlVariables,
      reportFile: report.file,
      preloads: replay.preloads,
      tellsPlaces: replay.isOwn !== undefined,
      env: replay.env,
    });
    const ended = await runNode(replay, env, options.onOutput);
    await relay.close();
    const reported = await report.read();
    const session = await connect(scratch.target);
    try {
      const end = await inTransaction(session, () =>
        look(session, journalSchema, async (catalog) => catalog, { read: readOutline }),
      );
      const { files } = await tool.migrations(project);
      const toPlace = { replay, files, sent: followed.sent(), framed: reported.framed };
      const tells = replay.isOwn === undefined;
      return {
        ...reported,
        ...ended,
        statements: tells ? reported.statements : await placeStatements(toPlace),
        failed: tells ? [] : await placeFailed(errors, toPlace, options),
        running: tells ? null : runningIn(toPlace, followed.recorded()),
        outcomes: mender.outcomes(),
        errors,
        waited: [...waited, ...guests.flatMap((sql) => sql ?? [])],
        recorded: await ledgerOf(session),
        snapshot: followed.snapshot(),
        end,
        serverVersion: session.serverVersion,
      };
    } finally {
      await session.close();
    }
  } finally {
    await relay.close();
    await report.remove();
  }
}

/** The first migration without a record, where something of it was sent. */
function runningIn({ files, sent }: StatementsToPlace, recorded: number): string | null {
  const file = files[recorded];
  return sent.some((one) => one.recorded === recorded) ? (file?.name ?? null) : null;
}

function runNode(
  { args, directory }: Replay,
  env: Record<string, string>,
  onOutput: (text: string) => void,
): Promise<{ readonly exitCode: number; readonly output: string }> {
  // What it says is read: many tools colour their words wherever CI is set.
  const { FORCE_COLOR: _, ...plain } = env;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: directory,
      env: { ...plain, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        onOutput(text);
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ exitCode: code ?? 1, output }));
  });
}
