import path from 'node:path';
import { connect, type OwnSession } from '../postgres/connect.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import { displayIdent, displayQualified } from '../postgres/quote.ts';
import { describeTarget, type Target } from '../postgres/target.ts';
import { aligned, counted, indent, number, printable } from '../report/words.ts';
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
import { beginAnew } from './begin-anew.ts';
import { exitCode } from './exit-code.ts';
import { failureOf } from './fail.ts';
import { looksLikeProduction } from './looks-like-production.ts';
import { findPgPrograms } from './pg-programs.ts';
import type { ResetOptions } from './reset.ts';
import {
  commandsOf,
  type ResetSubject,
  type ResetWork,
  shownCommand,
  subjectOf,
} from './reset-subject.ts';
import { runInfo } from './run-info.ts';
import { type Voice, voice } from './voice.ts';

/** @returns 0 when done or shown; 1 when it failed and the backup is restored; 3 when the name has to be typed */
export async function resetDatabase(options: ResetOptions): Promise<number> {
  const speaker = voice('stdout');
  const subject = await subjectOf(options, speaker);
  const { target } = subject;
  refuseProduction(subject, options);
  const session = await connect(target);
  try {
    await refuseSubscriptions(session);
    const work = await commandsOf(subject, session, options);
    const before = await readContents(session);
    const backup = options.backup
      ? backupOf(target, options, findPgPrograms(session.serverVersion, process.env))
      : null;
    speaker.say(await whatGoes(session, work, lostTables(before, options), backup));
    if (options.dryRun === true) return exitCode.done;
    if (!(await isConfirmed(target, options, speaker))) return exitCode.decisionNeeded;
    if (backup !== null) await backUp(backup, session, before, speaker);
    await refuseWriters(session, before);
    const done = await beginAnew(session, work, options, speaker).catch((error: unknown) => {
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

function refuseProduction({ target, detected }: ResetSubject, options: ResetOptions): void {
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
  { target, commands, url }: ResetWork,
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
    `${counted(tables.length, 'table')}, ${counted(total, 'row')}. Then, on empty tables: ${shownCommand(commands.migrate, url)}`,
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
