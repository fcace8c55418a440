import { Command } from 'commander';
import { type SharedOptions, shared } from './options.ts';
import { ends } from './program.ts';

/** `pgmend log` */
export function command(): Command {
  return new Command('log')
    .summary('what pgmend has changed in this database')
    .description('shows the journal: what pgmend has changed in this database, when, and its proof')
    .argument('[run]', 'this run only')
    .addOption(shared.url())
    .addOption(shared.json())
    .addOption(shared.journalSchema())
    .addOption(shared.verbose())
    .action(
      ends(async (run: string | undefined, options: SharedOptions) =>
        (await import('./show-log.ts')).showLog(run, options),
      ),
    );
}
