import { PgmendError } from '../postgres/pgmend-error.ts';
import type { Target } from '../postgres/target.ts';
import type { ToolCommand } from './command-line.ts';
import type { Environment, Project, Replay } from './tool.ts';
import { programOf } from './tool-program.ts';

/** What is asked of {@link Tool.replay}. */
export interface ReplayRequest {
  readonly command: readonly string[];
  readonly directory: string;
  readonly env: Environment;
}

/** How a tool's own program runs all migrations. */
export interface MigratingProgram {
  readonly commandLine: Pick<ToolCommand, 'recognises' | 'ownArguments'>;
  readonly package: string;
  readonly program: string;
  /** The word that says so: `migrate:latest`. */
  readonly verb: string;
  /** What is told besides it where the project's own command is not given. */
  readonly settings: readonly string[];
  /** Options that name a database, with their value; the scratch one is the only one. */
  readonly databaseOptions?: readonly string[];
  /** The ledger's table. */
  readonly table: string;
  /** Further statements of the tool's own. */
  readonly own?: RegExp;
  /** Where the configuration leads, besides what PostgreSQL's drivers take where it names nothing. */
  readonly databases: readonly Target[];
  readonly urlVariables?: readonly string[];
}

/** What drivers take where nothing is named. */
const usual = { host: 'localhost', port: 5432 };

/**
 * A replay by the tool's own program with the project's own arguments, started by Node itself.
 *
 * @throws PgmendError `replay-not-possible`
 */
export function replayOfProgram(
  project: Project,
  request: ReplayRequest,
  tool: MigratingProgram,
): Replay {
  return {
    args: [programOf(project.directory, tool.package, tool.program), ...wordsOf(request, tool)],
    directory: project.directory,
    env: request.env,
    preloads: [],
    databases: [...tool.databases, usual].map(({ host, port }) => ({ host, port })),
    urlVariables: tool.urlVariables ?? [],
    ...ledgerStatements(tool.table, tool.own),
    complaint,
  };
}

function wordsOf(
  { command, directory }: ReplayRequest,
  { commandLine, package: name, verb, settings, databaseOptions = [] }: MigratingProgram,
): readonly string[] {
  if (command.length === 0) return [verb, ...settings];
  const isOwn = commandLine.recognises(command, directory);
  const words = isOwn ? commandLine.ownArguments(command, directory) : [];
  if (!words.includes(verb)) {
    throw new PgmendError(
      'replay-not-possible',
      `A replay runs \`${name} ${verb}\` alone, and this command is another one: what it starts could reach the real database.`,
      `Leave the command out, or name the one that runs ${name} ${verb}.`,
    );
  }
  const names = (word: string) => databaseOptions.some((one) => word.split('=')[0] === one);
  return words.filter(
    (word, at) => !names(word) && !(names(words[at - 1] ?? '') && !words[at - 1]?.includes('=')),
  );
}

/** Which statements record a migration, and which are the tool's own: those that name its table, or the lock beside it. */
export function ledgerStatements(table: string, own?: RegExp): Pick<Replay, 'records' | 'isOwn'> {
  return {
    records: (sql) => sql.includes(`"${table}"`),
    isOwn: (sql) =>
      sql.includes(`"${table}"`) || sql.includes(`${table}_lock`) || own?.test(sql) === true,
  };
}

/** The first line that speaks of an error, without colours and without a stack. */
export function complaint(output: string): string | null {
  const lines = output
    .replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g'), '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(at |node:|file:|Node\.js v)/.test(line));
  const said = lines.find((line) => /^(?!\d+ )\S*\b(error|failed)\b/i.test(line));
  const told = said ?? lines.find((line) => /\berror\b/i.test(line)) ?? null;
  return told === null ? null : told.replace(/^(\[.*?\]\s*)?(Uncaught )?(\w*Error: )?/i, '');
}
