import { Command } from 'commander';
import { type SharedOptions, shared } from './options.ts';
import { ends } from './program.ts';

export interface ResetOptions extends SharedOptions {
  readonly confirm?: string;
  readonly production?: true;
  /** commander's reading of --no-backup. */
  readonly backup: boolean;
  readonly backupDir: string;
}

/** `pgmend reset` */
export function command(): Command {
  return new Command('reset')
    .summary('undoes all and migrates again, behind a backup and a typed confirmation')
    .description(
      "undoes all of the project's migrations and runs them again on empty tables: the rows are gone, but for a backup that is made, and proved by restoring it, first",
    )
    .option('--confirm <name>', 'the name of the database, where nobody can be asked to type it')
    .option('--production', 'also a database that looks like one that people depend on')
    .option('--no-backup', 'without a backup: nothing can then bring the rows back')
    .option('--backup-dir <folder>', 'where the backup is written', 'pgmend-backups')
    .addOption(shared.url())
    .addOption(shared.dryRun())
    .addOption(shared.lockTimeout())
    .addOption(shared.askTimeout())
    .addOption(shared.journalSchema())
    .addHelpText(
      'after',
      '\nWhere undoing stops (a record without its file, a broken `down`) or a tool has no way down, the schemas of the\nmigrations are emptied instead. Where migrating stops, the backup is restored.\n' +
        '\nExit code: 0 done, 1 it failed and the backup is restored, 2 refused, 3 the name has to be typed.',
    )
    .action(
      ends(async (options: ResetOptions) =>
        (await import('./reset-database.ts')).resetDatabase(options),
      ),
    );
}
