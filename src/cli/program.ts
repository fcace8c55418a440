import { Command, CommanderError } from 'commander';
import { PgmendError } from '../postgres/pgmend-error.ts';
import { exitCode } from './exit-code.ts';
import { version } from './version.ts';

/** What a command's action leaves behind for the process. */
let result: number = exitCode.done;

/** Wraps a command's work, so that its number becomes the exit code. */
export function ends<A extends unknown[]>(
  work: (...args: A) => Promise<number>,
): (...args: A) => Promise<void> {
  return async (...args) => {
    result = await work(...args);
  };
}

/**
 * Parses the command line and runs the command in it.
 *
 * @returns the exit code; wrong usage is 2
 */
export async function program(
  commands: readonly Command[],
  args: readonly string[],
): Promise<number> {
  const top = new Command('pgmend')
    .description(
      'Gets a PostgreSQL migration past a foreign key that cannot be implemented, with nothing lost.\n\n  npx pgmend run -- npx sequelize-cli db:migrate',
    )
    .version(version(), '--version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .enablePositionalOptions()
    .configureHelp({ sortSubcommands: false, showGlobalOptions: false })
    .exitOverride()
    .hook('preAction', takeService);
  for (const command of commands) {
    top.addCommand(
      command.exitOverride().showHelpAfterError(`See: pgmend ${command.name()} --help`),
    );
  }
  top.showHelpAfterError('See: pgmend --help');
  if (args.length === 0) {
    top.outputHelp({ error: true });
    return exitCode.usage;
  }
  try {
    await top.parseAsync([...args], { from: 'user' });
    return result;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? exitCode.done : exitCode.usage;
    }
    throw error;
  }
}

/**
 * What `PGSERVICE` names counts for whatever reads the environment from here on, the commands that are started too. One
 * that is not there is told where nothing else says which database is meant.
 */
async function takeService(): Promise<void> {
  if (!process.env.PGSERVICE) return;
  const { serviceEnvironment } = await import('./service-environment.ts');
  try {
    Object.assign(process.env, serviceEnvironment(process.env));
    delete process.env.PGSERVICE;
  } catch (error) {
    if (!(error instanceof PgmendError)) throw error;
  }
}
