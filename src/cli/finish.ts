import { Command } from 'commander';
import { type SharedOptions, shared } from './options.ts';
import { ends } from './program.ts';

/** `pgmend finish [RUN]` */
export function command(): Command {
  return new Command('finish')
    .summary('drops what undo needs of a run; kept values stay')
    .description(
      'drops what `pgmend undo` needs of a run: old values, and tables and types that were put away. Values and rows that matched nothing stay (`pgmend kept`)',
    )
    .argument('[run]', 'as `pgmend log` names it (default: the newest that could be taken back)')
    .addOption(shared.url())
    .addOption(shared.yes())
    .addOption(shared.dryRun())
    .addOption(shared.askTimeout())
    .addOption(shared.json())
    .addOption(shared.journalSchema())
    .action(
      ends(async (run: string | undefined, options: SharedOptions) =>
        (await import('./end-run.ts')).endRun(run, options),
      ),
    );
}
