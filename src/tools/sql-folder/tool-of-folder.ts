import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { quoteQualified } from '../../postgres/quote.ts';
import { optionOf, toolCommand } from '../command-line.ts';
import { declarationsIn } from '../declarations-in-files.ts';
import { installedPackage } from '../installed-package.ts';
import { findLedger, recordedIn } from '../ledger.ts';
import { pathIn } from '../path-in.ts';
import { pendingInFiles } from '../pending-in-files.ts';
import { projectEnvironment } from '../project-environment.ts';
import { ownProgram, type ResetCommands, type ResetRequest } from '../reset-commands.ts';
import type { Environment, Migrations, Project, RepairMigration, Tool } from '../tool.ts';
import { replayOfFolder } from './replay-of-folder.ts';
import { foldersOf, sqlFiles } from './sql-files.ts';
import type { LedgerRow, SqlFolder } from './sql-folder.ts';
import { writeSqlMigration } from './sql-repair.ts';

/** A tool whose migrations are SQL files in one folder, from what is its own. */
export function toolOfFolder(own: SqlFolder): Tool {
  const { recognises: isProgram, ownArguments } = toolCommand(own.program);
  const recognises = (command: readonly string[], directory: string): boolean =>
    isProgram(command, directory) &&
    (own.sign === undefined ||
      ownArguments(command, directory).some((word) => own.sign?.test(word) === true));

  async function detect(
    directory: string,
    env: Environment,
    command: readonly string[] = [],
  ): Promise<Project | null> {
    const whole = projectEnvironment([directory], env);
    const words = ownArguments(command, directory);
    const named =
      own.folder.options.map((one) => optionOf(words, one, one)).find((one) => one !== null) ??
      own.folder.variables.map((one) => whole[one]).find((one) => one !== undefined);
    const said = (await own.configuration?.(directory, words, whole)) ?? null;
    const ledger = said?.ledger ?? own.ledger.named(words, whole);
    const folders = (
      said !== null && said.folders.length > 0
        ? said.folders
        : named === undefined
          ? own.folder.usual
          : [named.replace(/^file:\/\//, '')]
    ).map((one) => path.resolve(directory, one));
    const there: string[] = [];
    for (const folder of folders) if (await isFolderOf(own, folder)) there.push(folder);
    const [first] = there;
    if (first === undefined) return null;
    return {
      tool: own.name,
      directory,
      evidence: pathIn(directory, first) || '.',
      settings: {
        ...said?.settings,
        // Of those where it usually is, one is meant.
        migrations: (said !== null && said.folders.length > 0 ? there : [first]).join('\n'),
        table: ledger?.table ?? own.ledger.table,
        ...(ledger?.schema ? { schema: ledger.schema } : {}),
      },
    };
  }

  const filesOf = (project: Project) => sqlFiles(own, foldersOf(project));
  const migrations = async (project: Project): Promise<Migrations> => filesOf(project);
  return {
    name: own.name,
    format: own.name,
    recognises,
    detect,
    // They read libpq's URLs from the environment and `.env`, as pgmend does itself.
    connections: async (project, env) => own.connections?.(project, env) ?? [],
    migrations,
    async ledger(project, session) {
      const { table = own.ledger.table, schema = null } = project.settings;
      const found = await findLedger(session, project, { table, schema });
      // Another tool may have a table of the same name: whatever columns it has can be read so.
      const rows = await recordedIn<{ row: string }>(
        session,
        found,
        'pg_catalog.to_jsonb(t.*)::text AS row',
        'AS t',
      );
      const { files } = await filesOf(project);
      const parsed = rows.map(({ row }) => JSON.parse(row) as LedgerRow);
      const left = own.ledger.left?.(parsed, files) ?? null;
      return {
        ...found,
        applied: own.ledger.applied(parsed, files),
        ...(left === null ? {} : { left }),
      };
    },
    ...declarationsIn(migrations),
    ...pendingInFiles(migrations, { program: own.program, ...own.runsAll }),
    replay: (project, request) => replayOfFolder(own, project, request),
    ...(own.write === undefined ? {} : { writeMigration: writerOf(own, own.write) }),
    ...(own.reset === undefined ? {} : { reset: resetOf(own, own.reset) }),
    ...(own.ledger.whole
      ? {
          async record({ table }, { path: file }, project) {
            const { files } = await filesOf(project);
            const found = files.find((one) => one.path === file);
            if (found === undefined) throw new TypeError(`${file} is no migration of ${own.name}`);
            const { insert, remove } = own.ledger.record(found, files);
            const put = (sql: string) => sql.replaceAll('%', () => quoteQualified(table));
            return { insert: put(insert), remove: put(remove) };
          },
        }
      : {}),
  };
}

function writerOf(own: SqlFolder, write: NonNullable<SqlFolder['write']>) {
  return (project: Project, repair: RepairMigration) =>
    writeSqlMigration(own, write, project, repair);
}

/** Its program is the package's where the project has one, and that of the machine otherwise. */
function resetOf(own: SqlFolder, commands: NonNullable<SqlFolder['reset']>) {
  return ({ directory, settings }: Project, request: ResetRequest): ResetCommands => {
    const { table: name = own.ledger.table, schema } = settings;
    const [first = ''] = foldersOf({ settings });
    const table = schema === undefined ? name : `${schema}.${name}`;
    const folder = pathIn(directory, first) || '.';
    const isPackage = installedPackage(directory, own.program) !== null;
    const program = isPackage ? ownProgram(own.program) : [own.program];
    return commands(program, { ...request, folder, table, settings });
  };
}

/** One file with its name and its look is enough. */
async function isFolderOf(own: SqlFolder, folder: string): Promise<boolean> {
  const { files } = await sqlFiles(own, [folder]);
  for (const { path: file } of files.slice(0, 5)) {
    if (own.isOwn(await readFile(file, 'utf8').catch(() => ''))) return true;
  }
  return false;
}
