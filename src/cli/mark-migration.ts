import path from 'node:path';
import { readOutline } from '../catalog/read-catalog.ts';
import { look } from '../execute/look.ts';
import { recordPlan } from '../plan/record-plan.ts';
import type { OwnSession } from '../postgres/connect.ts';
import { inTransaction } from '../postgres/in-transaction.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import { displayQualified } from '../postgres/quote.ts';
import { migrationWork } from '../replay/migration-work.ts';
import { unmetStatements } from '../replay/unmet.ts';
import { counted, indent, printable } from '../report/words.ts';
import { loadParser } from '../statement/parse-statements.ts';
import type { DetectedTool } from '../tools/detect-tool.ts';
import type { MigrationFile } from '../tools/tool.ts';
import { askToCarryOut, withoutConsent } from './ask-to-carry-out.ts';
import { carryOutDirect } from './carry-out-direct.ts';
import { exitCode } from './exit-code.ts';
import type { MarkOptions } from './mark.ts';
import { runInfo } from './run-info.ts';
import { toldLedger } from './told-ledger.ts';
import { voice } from './voice.ts';
import { reading, withDatabase } from './with-database.ts';

/** @returns 0 when it is recorded, now or before, or was only shown; 1 when something of it is not seen; 3 when a yes is needed */
export async function markMigration(name: string, options: MarkOptions): Promise<number> {
  const speaker = voice(options.json === true ? 'stderr' : 'stdout');
  await loadParser();
  return withDatabase(options.url, speaker, async (session, findTool, _open, target) => {
    const detected = await findTool();
    const record = detected?.tool.record;
    if (detected === null || record === undefined) {
      throw new PgmendError(
        'no-migration-tool',
        'There is no project here whose migrations pgmend can record.',
        'Run it in the project’s folder.',
      );
    }
    const { tool, project } = await toldLedger(session, detected, options, speaker);
    const migration = await findMigration(detected, name);
    const ledger = await reading(session, () => tool.ledger(project, session, process.env));
    const finish = (code: number, result: object): number => {
      if (options.json === true) {
        speaker.json({ format: 1, exitCode: code, migration: migration.name, ...result });
      }
      return code;
    };
    if (!ledger.exists) {
      throw new PgmendError(
        'no-ledger',
        `${displayQualified(ledger.table)} is not there: ${tool.name} has recorded nothing in this database yet.`,
        'If it keeps its records elsewhere, name that table with --ledger-table. Otherwise let the tool make it (for example by its status command), and run the command again.',
      );
    }
    if (ledger.applied.includes(migration.name)) {
      speaker.say(printable(`${migration.name} is recorded already.`));
      return finish(exitCode.done, { unmet: [], applied: null });
    }
    const unmet = await unmetOf(session, detected, migration, options);
    if (unmet.length > 0) {
      const words = `${migration.name}: ${counted(unmet.length, 'thing')} that it does ${unmet.length === 1 ? 'is' : 'are'} not seen in the database:`;
      speaker.say(printable(words));
      for (const line of unmet) speaker.say(indent(printable(line)));
      if (options.force !== true) {
        speaker.say(
          'Nothing was recorded. Make up for what is missing, or, if it is right as it is, record it all the same: --force',
        );
        return finish(exitCode.faultsRemain, { unmet, applied: null });
      }
    } else speaker.say(printable(`${migration.name}: everything that it does is in the database.`));
    const { rows } = await session.query<{ database: string }>(
      'SELECT pg_catalog.current_database() AS database',
    );
    const plan = recordPlan(
      { database: rows[0]?.database ?? '', serverVersion: session.serverVersion },
      options.journalSchema,
      {
        ledger: ledger.table,
        migration: migration.name,
        ...(await record(ledger, migration, project)),
      },
      unmet,
    );
    const answer = await askToCarryOut(plan, { ...options, all: true }, speaker);
    const ended = withoutConsent(answer, plan, options, speaker);
    if (ended !== null) return finish(ended.code, { unmet, ...ended.result });
    const run = runInfo([
      'pgmend',
      'mark',
      migration.name,
      ...(options.force === true ? ['--force'] : []),
    ]);
    const catalog = await inTransaction(session, () =>
      look(session, options.journalSchema, async (one) => one, { read: readOutline }),
    );
    const applied = await carryOutDirect({ session, target }, plan, catalog, run, options, speaker);
    speaker.say(`${speaker.palette.green('Recorded.')} Way back: pgmend undo ${run.id}`);
    return finish(exitCode.done, { unmet, run: run.id, applied });
  });
}

async function findMigration(
  { tool, project }: DetectedTool,
  name: string,
): Promise<MigrationFile> {
  const { files } = await tool.migrations(project);
  const base = path.basename(name);
  const found = files.filter(
    (one) => one.name === base || one.name.replace(/\.[a-z]+$/, '') === base,
  );
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new PgmendError(
    'no-such-migration',
    `There is no migration ${name} that ${tool.name} would run.`,
    files.length === 0
      ? 'The folder of migrations is empty.'
      : `The last ones are: ${files
          .slice(-3)
          .map((one) => one.name)
          .join(', ')}`,
  );
}

/** What of the migration is not seen in the database, one line each with the place. */
async function unmetOf(
  session: OwnSession,
  detected: DetectedTool,
  migration: MigrationFile,
  { journalSchema, force }: MarkOptions,
): Promise<string[]> {
  const work = await migrationWork(migration, {
    detected,
    directory: process.cwd(),
    env: process.env,
    run: runInfo(['pgmend', 'mark', migration.name]),
    journalSchema,
  }).catch((error: unknown) => {
    if (force === true && error instanceof PgmendError) return error.message;
    throw error;
  });
  if (typeof work === 'string') return [`nobody has seen what it does: ${work}`];
  const { statements, after, end, complaint } = work;
  if (after === null) {
    return [
      `a replay did not get through it, so that nobody knows what it does${complaint === null ? '' : `: ${complaint}`}`,
    ];
  }
  if (statements.length === 0) return ['it sends no statement that a replay could see'];
  const real = await inTransaction(session, () =>
    look(session, journalSchema, async (catalog) => catalog, { read: readOutline }),
  );
  return unmetStatements(statements, { after, end }, real).map(
    ({ statement, says }) =>
      `${says}  ${path.relative(process.cwd(), statement.file)}:${statement.line}`,
  );
}
