import { Command } from 'commander';
import { type SharedOptions, shared } from './options.ts';
import { ends } from './program.ts';

/** `pgmend status` */
export function command(): Command {
  return new Command('status')
    .summary('how far the live executions are')
    .description(
      'shows how far the live executions of this database are, and who is at work on them',
    )
    .addOption(shared.url())
    .addOption(shared.json())
    .addOption(shared.journalSchema())
    .action(
      ends(async (options: SharedOptions) =>
        (await import('./show-status.ts')).showStatus(options),
      ),
    );
}
