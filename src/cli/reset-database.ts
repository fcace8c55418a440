import path from 'node:path';
import { emptySchema } from '../execute/empty-schema.ts';
import { connect, type OwnSession } from '../postgres/connect.ts';
import { inTransaction } from '../postgres/in-transaction.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import { displayIdent, displayQualified } from '../postgres/quote.ts';
import { describeTarget, sameDatabase, type Target } from '../postgres/target.ts';
import { quietSettings, withSettings } from '../postgres/with-settings.ts';
import { aligned, counted, indent, number, printable } from '../report/words.ts';
import type { DetectedTool } from '../tools/detect-tool.ts';
import { askForName } from './ask-for-name.ts';
import {
  type Backup,
  type Contents,
  differenceOf,
  proveBackup,
  readContents,
  restoreBackup,
  writeBackup,
} from './backup.ts';
import { exitCode } from './exit-code.ts';
import { failureOf } from './fail.ts';
import { findTarget } from './find-target.ts';
import { looksLikeProduction } from './looks-like-production.ts';
import { findPgPrograms } from './pg-programs.ts';
import type { ResetOptions } from './reset.ts';
import { runCommand } from './run-command.ts';
import { runInfo } from './run-info.ts';
import { runThroughRelay } from './run-through-relay.ts';
import { type Voice, voice } from './voice.ts';
import { reading } from './with-database.ts';

interface Subject {
  readonly target: Target;
  readonly detected: DetectedTool;
  readonly undoAll: readonly string[];
  readonly migrate: readonly string[];
}

/** @returns 0 when done or shown; 1 when it failed and the backup is restored; 3 when the name has to be typed */
export async function resetDatabase(options: ResetOptions): Promise<number> {
  const speaker = voice('stdout');
  const subject = await subjectOf(options, speaker);
  const { target } = subject;
  refuseProduction(subject, options);
  const session = await connect(target);
  try {
    await refuseSubscriptions(session);
    const before = await readContents(session);
    const backup = options.backup
      ? backupOf(target, options, findPgPrograms(session.serverVersion, process.env))
      : null;
    speaker.say(await whatGoes(session, subject, lostTables(before, options), backup));
    if (options.dryRun === true) return exitCode.done;
    if (!(await isConfirmed(target, options, speaker))) return exitCode.decisionNeeded;
    if (backup !== null) await backUp(backup, session, before, speaker);
    await refuseWriters(session, before);
    const done = await beginAnew(session, subject, options, speaker).catch((error: unknown) => {
      speaker.warn(speaker.palette.red(failureOf(error).message));
      return false;
    });
    if (done) {
      const where = backup === null ? '' : ` The rows of before are in ${backup.file}.`;
      speaker.say(`${speaker.palette.green('Done.')} Everything was migrated again.${where}`);
      return exitCode.done;
    }
    return await backAgain(session, backup, before, speaker);
  } finally {
    await session.close();
  }
}

/** The database is the one that the tool itself would reset: nothing else can be meant. */
async function subjectOf(options: ResetOptions, speaker: Voice): Promise<Subject> {
  const { target: named, tool: detected } = await findTarget(options.url, speaker);
  const commands = detected?.tool.resetCommands;
  if (detected === null || commands === undefined) {
    throw new PgmendError(
      'no-migration-tool',
      'There is no project here whose migrations pgmend can undo and run again.',
      'Run it in the project’s folder.',
    );
  }
  const [own] = await detected.tool.connections(detected.project, process.env);
  if (own === undefined || !sameDatabase(own, named)) {
    throw new PgmendError(
      'another-database',
      own === undefined
        ? `${detected.tool.name}'s configuration names no database.`
        : `${detected.tool.name} migrates ${describeTarget(own)} (${own.source}), not ${describeTarget(named)}.`,
      `Nothing was done. Let both name the same database: reset works on the one that ${detected.tool.name} migrates.`,
    );
  }
  // The tool's commands find their configuration from here.
  process.chdir(detected.project.directory);
  return { target: { ...own, password: own.password ?? named.password }, detected, ...commands };
}

function refuseProduction({ target, detected }: Subject, options: ResetOptions): void {
  const environments = [process.env.NODE_ENV, detected.project.settings.env];
  const why = looksLikeProduction(target, environments);
  if (why === null || options.production === true) return;
  throw new PgmendError(
    'looks-like-production',
    `${describeTarget(target)} looks like production: ${why}.`,
    'Nothing was done. If its rows are to be deleted all the same, say so: --production',
  );
}

/** A backup does not hold what a subscription has received, and dropping it would reach for the publisher. */
async function refuseSubscriptions(session: OwnSession): Promise<void> {
  const { rows } = await session.query<{ name: string }>(
    `SELECT s.subname AS name FROM pg_catalog.pg_subscription s JOIN pg_catalog.pg_database d ON d.oid = s.subdbid WHERE d.datname = pg_catalog.current_database()`,
  );
  const [first] = rows;
  if (first === undefined) return;
  throw new PgmendError(
    'subscription-stays',
    `The database is fed by the subscription ${displayIdent(first.name)}, which would go on writing into it.`,
    'Nothing was done. Drop the subscription first, or leave this database alone.',
    1,
  );
}

/** The journal with its kept values stays. */
function lostTables({ tables }: Contents, { journalSchema }: ResetOptions): Contents['tables'] {
  return tables.filter((one) => one.schema !== journalSchema);
}

function backupOf(target: Target, options: ResetOptions, programs: Backup['programs']): Backup {
  const name = `${target.database.replaceAll(/[^\w.-]/g, '_')}-${runInfo([]).id}.dump`;
  return { target, programs, file: path.resolve(options.backupDir, name) };
}

async function whatGoes(
  session: OwnSession,
  { target, migrate }: Subject,
  tables: Contents['tables'],
  backup: Backup | null,
): Promise<string> {
  const { rows } = await session.query<{ n: string }>(
    'SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  const others = Number(rows[0]?.n ?? 0);
  const total = tables.reduce((sum, one) => sum + one.rows, 0);
  return [
    `What will be lost in ${describeTarget(target)}:`,
    ...aligned(
      tables.map((one) => [printable(displayQualified(one)), counted(one.rows, 'row')]),
    ).map((line) => indent(line)),
    `${counted(tables.length, 'table')}, ${counted(total, 'row')}. Then, on empty tables: ${migrate.join(' ')}`,
    ...(others === 0
      ? []
      : [
          `${counted(others, 'other connection is', 'other connections are')} open: stop the application first.`,
        ]),
    ...(backup === null
      ? ['There will be no backup: nothing can bring the rows back.']
      : [
          `Backup: ${backup.file}`,
          indent(
            `By hand, into an empty database: pg_restore --exit-on-error --dbname=EMPTY_DATABASE ${backup.file}`,
          ),
        ]),
  ].join('\n');
}

async function isConfirmed(
  { database }: Target,
  options: ResetOptions,
  speaker: Voice,
): Promise<boolean> {
  const typed =
    options.confirm ??
    (await askForName(`Type the database's name (${database}) to go on`, options.askTimeout));
  if (typed === database) return true;
  speaker.warn(
    typed === null
      ? `Nothing was done: the name of the database has to be given: --confirm ${database}`
      : `Nothing was done: ${typed} is not the name of the database, which is ${database}.`,
  );
  return false;
}

async function backUp(
  backup: Backup,
  session: OwnSession,
  before: Contents,
  speaker: Voice,
): Promise<void> {
  speaker.say('Backing up …');
  const bytes = await writeBackup(backup);
  speaker.say(`Backed up: ${number(bytes)} bytes, pg_dump ${backup.programs.major}.`);
  const scratch = `pgmend_proof_${runInfo([]).id.replaceAll('-', '_')}`;
  speaker.say(`Restoring it into scratch database ${scratch} …`);
  await proveBackup(backup, session, before, scratch);
  speaker.say(
    `Proved: restored, the schema is the same and every row of ${counted(before.tables.length, 'table')}.`,
  );
}

async function refuseWriters(session: OwnSession, before: Contents): Promise<void> {
  const difference = differenceOf(before, await readContents(session));
  if (difference === null) return;
  throw new PgmendError(
    'database-in-use',
    `Somebody is still writing into the database: ${difference} changed meanwhile.`,
    'Nothing was deleted. Stop the application, and run the command again.',
    1,
  );
}

/** Undoes by the tool, or empties the schema where that stops; then migrates. @returns whether it went through */
async function beginAnew(
  session: OwnSession,
  subject: Subject,
  options: ResetOptions,
  speaker: Voice,
): Promise<boolean> {
  const { undoAll, migrate } = subject;
  speaker.say(`Undoing: ${undoAll.join(' ')}`);
  const undone = await runTool(undoAll);
  if (undone !== 0) {
    speaker.say(`It stopped (${undone}).`);
    await empty(session, subject, speaker);
  }
  const again = async () => {
    speaker.say(`Migrating: ${migrate.join(' ')}`);
    return (await runThroughRelay(migrate, { ...options, yes: true, choose: {}, map: [] })) === 0;
  };
  if (await again()) return true;
  if (undone !== 0) return false;
  // What undoing left behind (a type, a table of an application's sync) may be what it stopped at.
  speaker.say('Migrating stopped after undoing; once more, on an empty schema.');
  await empty(session, subject, speaker);
  return again();
}

async function empty(session: OwnSession, { detected }: Subject, speaker: Voice): Promise<void> {
  const { tool, project } = detected;
  const { table } = await reading(session, () => tool.ledger(project, session, process.env));
  speaker.say(`Emptying schema ${table.schema} …`);
  await inTransaction(session, () =>
    withSettings(session, quietSettings, () => emptySchema(session, table.schema)),
  );
}

function runTool([command = '', ...args]: readonly string[]): Promise<number> {
  return runCommand({ command, args, env: process.env, stdout: 'inherit' });
}

async function backAgain(
  session: OwnSession,
  backup: Backup | null,
  before: Contents,
  speaker: Voice,
): Promise<number> {
  if (backup === null) {
    speaker.warn('It failed, and there is no backup: the database stays as it is now.');
    return exitCode.faultsRemain;
  }
  speaker.say(`It failed. Restoring ${backup.file} …`);
  await restoreBackup(backup, session);
  const difference = differenceOf(before, await readContents(session));
  if (difference !== null) {
    throw new PgmendError(
      'not-restored',
      `The backup was restored, but ${difference} is not what it was.`,
      `The backup is ${backup.file}; restore it by hand into an empty database.`,
      1,
    );
  }
  speaker.say('Restored: the database is what it was, every row.');
  return exitCode.faultsRemain;
}
