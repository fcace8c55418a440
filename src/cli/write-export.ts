import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { foreseeUndo } from '../plan/foresee-undo.ts';
import type { OwnSession } from '../postgres/connect.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import { kitFiles } from '../report/kit/kit.ts';
import { maskedPlan } from '../report/mask.ts';
import { plain } from '../report/palette.ts';
import { reportDecisions } from '../report/report-decisions.ts';
import { reportPlan } from '../report/report-plan.ts';
import { migrationOf } from '../report/script/migration-of.ts';
import type { Script } from '../report/script/script.ts';
import { sqlScript, undoScript } from '../report/script/sql-script.ts';
import { type DetectedTool, detectTool } from '../tools/detect-tool.ts';
import { tools } from '../tools/registry.ts';
import type { NewMigration } from '../tools/tool.ts';
import { planText } from './ask-to-carry-out.ts';
import { exitCode } from './exit-code.ts';
import type { ExportOptions } from './export.ts';
import { type PlanForExport, planForExport } from './plan-for-export.ts';
import { runInfo, withoutSecrets } from './run-info.ts';
import { nothingWrong } from './show-plan.ts';
import { toldLedger } from './told-ledger.ts';
import { voice } from './voice.ts';
import { reading, withDatabase } from './with-database.ts';

interface FileToWrite {
  readonly path: string;
  readonly text: string;
  readonly executable?: boolean;
  /** It is there already, and holds more than before. */
  readonly replaces?: boolean;
}

/** @returns 0 when written or nothing is wrong; 1 when the plan is refused; 3 when it leaves something open */
export async function writeExport(options: ExportOptions): Promise<number> {
  const toStdout = options.format === 'sql' && options.out === undefined;
  const speaker = voice(options.json === true || toStdout ? 'stderr' : 'stdout');
  return withDatabase(options.url, speaker, async (session, findTool) => {
    const tool = await toldLedger(session, await findTool(), options, speaker);
    const planned = await planForExport(session, tool, options);
    const { plan } = planned;
    if (plan.faults.length === 0) {
      speaker.say(nothingWrong(plan));
      if (options.json === true) speaker.json({ format: 1, files: [] });
      return exitCode.done;
    }
    if (plan.decisions.length > 0) {
      speaker.say(planText(plan, options, speaker));
      speaker.warn(reportDecisions(plan.decisions, speaker.palette));
      if (options.json === true) speaker.json({ format: 1, files: [], decisions: plan.decisions });
      return exitCode.decisionNeeded;
    }
    if (plan.steps.length + plan.after.length === 0) {
      speaker.say(planText(plan, options, speaker));
      throw new PgmendError(
        'nothing-to-export',
        'There is nothing in this plan that can be carried out.',
        plan.faults.some((one) => one.optional)
          ? 'What only names and values show is part of it with --all, or with --only and its name.'
          : 'See what stands in the way: pgmend plan',
        1,
      );
    }
    const files = await filesFor(planned, session, tool, options);
    if (toStdout) {
      const [script, ...others] = files;
      await writeFiles(others);
      if (options.json !== true) process.stdout.write(script?.text ?? '');
      else speaker.json({ format: 1, files });
      return exitCode.done;
    }
    await writeFiles(files);
    for (const file of files) speaker.say(`Written: ${path.relative(process.cwd(), file.path)}`);
    if (options.json === true) speaker.json({ format: 1, files });
    return exitCode.done;
  });
}

async function filesFor(
  planned: PlanForExport,
  session: OwnSession,
  detected: DetectedTool | null,
  options: ExportOptions,
): Promise<FileToWrite[]> {
  const script = scriptOf(planned, options);
  const undo = foreseeUndo(planned.catalog, script.plan);
  if (options.format === 'sql') {
    const wayBack =
      options.undo === undefined
        ? []
        : [{ path: path.resolve(options.undo), text: undoOf(script, undo) }];
    return [{ path: path.resolve(options.out ?? ''), text: sqlScript(script) }, ...wayBack];
  }
  const { tool, project, writeMigration } = await writerFor(options.format, detected);
  const migration = await writeMigration(
    project,
    migrationOf({ ...script, exact: false }, undo, options.before ?? planned.needing[0] ?? null),
  );
  if (options.format === tool.format) return migrationFiles(migration, options.out);
  const [connection] = await tool.connections(project, process.env);
  const { table } = await reading(session, () => tool.ledger(project, session, process.env));
  const folder = path.relative(project.directory, path.dirname(migration.path));
  const files = kitFiles({
    script,
    undo,
    migration,
    planText: reportPlan(script.plan, {
      palette: plain,
      showSamples: true,
      verbose: true,
      all: options.all === true,
    }),
    schema: table.schema,
    migrationsFolder: folder.split(path.sep).join('/'),
    configuration: connection?.source ?? project.evidence,
  });
  const base = path.resolve(options.out ?? 'pgmend-kit');
  return files.map((file) => ({ ...file, path: path.join(base, ...file.path.split('/')) }));
}

/**
 * The project whose migrations are to be written: that of the tool which the format names.
 *
 * @throws PgmendError `no-migration-tool`
 */
async function writerFor(format: string, detected: DetectedTool | null) {
  // A kit is written for sequelize-cli: its files have the commands of that tool.
  const among = tools.filter((tool) => tool.format === (format === 'kit' ? 'sequelize' : format));
  const found =
    detected !== null && among.includes(detected.tool)
      ? detected
      : await detectTool({ directory: process.cwd(), env: process.env, among });
  const { writeMigration } = found?.tool ?? {};
  if (found !== null && writeMigration !== undefined) return { ...found, writeMigration };
  const names = among.map((tool) => tool.name).join(' or ');
  throw new PgmendError(
    'no-migration-tool',
    `There is no project of ${names} here whose migrations pgmend can write.`,
    'Run it in the project’s folder, or write the SQL: pgmend export --format sql',
  );
}

/** Elsewhere than in the project's folder it is the migration alone, which has to be put in its place by hand. */
function migrationFiles(migration: NewMigration, out: string | undefined): FileToWrite[] {
  const { besides = [] } = migration;
  if (out === undefined) {
    return [
      { path: migration.path, text: migration.text },
      ...besides.map((one) => ({ ...one, replaces: true })),
    ];
  }
  // What lies beside it is part of it: its way down.
  const own = besides.filter((one) => path.dirname(one.path) === path.dirname(migration.path));
  return [migration, ...own].map((one) => ({
    path: path.join(path.resolve(out), path.basename(one.path)),
    text: one.text,
  }));
}

function scriptOf({ plan, catalog, surroundings }: PlanForExport, options: ExportOptions): Script {
  return {
    plan: maskedPlan(plan),
    catalog,
    run: runInfo(['pgmend', 'export', '--format', options.format]),
    lockTimeout: `${options.lockTimeout}ms`,
    surroundings,
    exact: true,
    again: withoutSecrets(['pgmend', ...process.argv.slice(2)]),
  };
}

function undoOf(script: Script, undo: ReturnType<typeof foreseeUndo>): string {
  if ('plan' in undo) return undoScript(script, undo.plan);
  throw new PgmendError(
    'undo-not-foreseen',
    `The way back cannot be written beforehand: ${undo.reason}.`,
    `Leave --undo away; afterwards it is: pgmend undo ${script.run.id}`,
    1,
  );
}

/** Nothing that is there is overwritten, but for a tool's own list of its migrations. */
async function writeFiles(files: readonly FileToWrite[]): Promise<void> {
  const taken = files.find((file) => file.replaces !== true && existsSync(file.path));
  if (taken !== undefined) {
    throw new PgmendError(
      'file-exists',
      `${path.relative(process.cwd(), taken.path)} is there already.`,
      'Name another file, or remove that one first. Nothing was written.',
    );
  }
  for (const { path: file, text, executable, replaces } of files) {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text, {
      flag: replaces === true ? 'w' : 'wx',
      mode: executable === true ? 0o755 : 0o644,
    });
  }
}
