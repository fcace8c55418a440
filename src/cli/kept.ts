import { Command } from 'commander';
import { type SharedOptions, shared } from './options.ts';
import { ends } from './program.ts';

export interface KeptOptions extends SharedOptions {
  readonly export?: string;
  readonly purge?: true;
}

/** `pgmend kept [RUN]` */
export function command(): Command {
  return new Command('kept')
    .summary('the values that matched nothing and are kept')
    .description('shows, exports or deletes the values and rows that matched nothing and are kept')
    .argument('[run]', 'of this run only')
    .addOption(shared.url())
    .option('--export <file>', 'write them to a new file, CSV or JSON by its ending')
    .option('--purge', 'delete them for good')
    .addOption(shared.yes())
    .addOption(shared.askTimeout())
    .addOption(shared.json())
    .addOption(shared.journalSchema())
    .addOption(shared.verbose())
    .action(
      ends(async (run: string | undefined, options: KeptOptions) =>
        (await import('./show-kept.ts')).showKept(run, options),
      ),
    );
}
