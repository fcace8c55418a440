import { readOutline } from '../catalog/read-catalog.ts';
import { look } from '../execute/look.ts';
import type { RunInfo } from '../execute/open-run.ts';
import { connect, type OwnSession } from '../postgres/connect.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import type { Target } from '../postgres/target.ts';
import { describeTarget } from '../postgres/target.ts';
import type { CheckFinding, CheckResult } from '../report/check-finding.ts';
import type { DetectedTool } from '../tools/detect-tool.ts';
import { tablesMade } from '../tools/tables-made.ts';
import type { FileFinding } from '../tools/tool.ts';
import { compareWithReal, type RealDatabase } from './compare-with-real.ts';
import { judgeReplay } from './judge-replay.ts';
import { openScratch } from './open-scratch.ts';
import { replayMigrations } from './replay-migrations.ts';
import { type NeededRetyping, retypingsOf } from './retypings.ts';

export interface CheckOptions {
  readonly detected: DetectedTool;
  /** The project's own migration command; empty for the tool's usual one. */
  readonly command: readonly string[];
  readonly directory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly run: RunInfo;
  readonly journalSchema: string;
  /** A server on which a scratch database is made; null for the embedded one. */
  readonly server: Target | null;
  /** The database to compare with, or why there is none. */
  readonly real: Target | string;
  /** The tool with the ledger that is meant in that database; `session` is outside any transaction. */
  readonly ledgerOf: (session: OwnSession) => Promise<DetectedTool>;
  readonly fileName: (file: string) => string;
  readonly onOutput: (text: string) => void;
}

export interface Checked {
  readonly result: CheckResult;
  /** Names in the real ledger; null where none was looked at. */
  readonly applied: readonly string[] | null;
  /** What would have to be declared otherwise. */
  readonly retypings: readonly NeededRetyping[];
}

/**
 * Replays the project's migrations on a scratch database, looks at their files, and holds the real database's ledger
 * and catalog, which are only read, against what the migrations did.
 *
 * @throws PgmendError `replay-not-possible`, and as connecting does
 */
export async function checkProject(options: CheckOptions): Promise<Checked> {
  const { detected, fileName } = options;
  const { tool, project } = detected;
  if (tool.replay === undefined) {
    throw new PgmendError(
      'replay-not-possible',
      `Migrations of ${tool.name} cannot be replayed: nothing keeps them from reaching a database of their own choice.`,
      'pgmend doctor looks at the database itself; pgmend run mends while the migrations run.',
    );
  }
  const { command, directory, env, run, journalSchema, onOutput } = options;
  const replay = await tool.replay(project, { command, directory, env });
  const guests: (string | null)[] = [];
  // It takes a while, in which the project is read.
  const opening = openScratch(options.server, (sql) => guests.push(sql));
  opening.catch(() => {});
  try {
    const [{ files }, seen] = await Promise.all([
      tool.migrations(project),
      typeof options.real === 'string' ? options.real : readReal(options, options.real),
    ]);
    const real = typeof seen === 'string' ? null : seen;
    const applied = real?.applied ?? null;
    const lastRecorded = files.findLastIndex((file) => applied?.includes(file.name) === true);
    const scratch = await opening;
    const snapshotAfter = lastRecorded < 0 ? null : lastRecorded + 1;
    const [replayed, ofFiles, pending] = await Promise.all([
      replayMigrations(
        { detected, replay, scratch, run, journalSchema, snapshotAfter, onOutput },
        guests,
      ),
      tool.fileFindings?.(project) ?? [],
      // As if nothing had run yet.
      tool.pendingTables?.(project, { command: null, directory: project.directory, applied: [] }) ??
        null,
    ]);
    const findings = [
      ...judgeReplay({
        replayed,
        files,
        applied,
        made: pending === null ? await tablesMade(files) : new Set(pending.map(({ name }) => name)),
        endedIn: replay.running?.(replayed.output) ?? replayed.running,
        complaint: replay.complaint(replayed.output),
        fileName,
      }),
      ...ofFiles.map((one) => ofFile(one, applied, fileName)),
      ...(real === null
        ? []
        : compareWithReal({
            real,
            files,
            statements: replayed.statements,
            snapshot: replayed.snapshot,
            end: replayed.end,
            fileName,
          })),
    ];
    const result: CheckResult = {
      migrations: files.length,
      ran: replayed.recorded.length,
      on: `${scratch.name} (PostgreSQL ${Math.floor(replayed.serverVersion / 10_000)})`,
      comparedWith:
        real === null || typeof options.real === 'string' ? null : describeTarget(options.real),
      notCompared: typeof seen === 'string' ? seen : null,
      findings: ordered(findings),
    };
    return { result, applied, retypings: retypingsOf(replayed, files) };
  } finally {
    await opening.then(
      (scratch) => scratch.close(),
      () => {},
    );
  }
}

/** The real database's ledger and catalog, read in one transaction that cannot write. */
async function readReal(
  { ledgerOf, env, journalSchema }: CheckOptions,
  target: Target,
): Promise<RealDatabase | string> {
  const session = await connect(target);
  try {
    const { tool, project } = await ledgerOf(session);
    await session.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const ledger = await tool.ledger(project, session, env);
    if (!ledger.exists) return `${describeTarget(target)} has no ledger of migrations`;
    const catalog = await look(session, journalSchema, async (one) => one, { read: readOutline });
    return { catalog, applied: ledger.applied };
  } finally {
    await session.close();
  }
}

function ofFile(
  { kind, path: file, line, column, migration, says, next }: FileFinding,
  applied: readonly string[] | null,
  fileName: (file: string) => string,
): CheckFinding {
  return {
    kind,
    file: fileName(file),
    line,
    column,
    migration,
    recorded: applied === null || migration === null ? null : applied.includes(migration),
    says,
    details: [],
    next,
    stopsHere: false,
  };
}

/** What the replay itself has shown comes first; the same thing at the same place is said once. */
function ordered(findings: readonly CheckFinding[]): CheckFinding[] {
  const said = new Set<string>();
  return findings.filter((one) => {
    if (one.kind === 'fault' || one.file === null) return true;
    const key = `${one.kind} ${one.file}:${one.line} ${one.kind === 'transaction-left-out' ? '' : one.says}`;
    if (said.has(key)) return false;
    said.add(key);
    return true;
  });
}
