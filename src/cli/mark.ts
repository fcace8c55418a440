import { Command } from 'commander';
import { type SharedOptions, shared } from './options.ts';
import { ends } from './program.ts';

export interface MarkOptions extends SharedOptions {
  readonly force?: true;
}

/** `pgmend mark MIGRATION` */
export function command(): Command {
  return new Command('mark')
    .summary('records a migration as done, once what it does is seen to be there')
    .description(
      "writes the migration tool's own record for a migration, once everything that it does is seen in the database; what it does is found out by replaying the project's migrations on the embedded database",
    )
    .argument('<migration>', 'its file, with or without folder and ending')
    .option('--force', 'also where something is not seen: the journal then says so')
    .addOption(shared.url())
    .addOption(shared.yes())
    .addOption(shared.dryRun())
    .addOption(shared.lockTimeout())
    .addOption(shared.askTimeout())
    .addOption(shared.json())
    .addOption(shared.ledgerTable())
    .addOption(shared.journalSchema())
    .addOption(shared.verbose())
    .addHelpText(
      'after',
      '\nExit code: 0 recorded, now or before; 1 something of it is missing, 3 a yes is needed.',
    )
    .action(
      ends(async (migration: string, options: MarkOptions) =>
        (await import('./mark-migration.ts')).markMigration(migration, options),
      ),
    );
}
