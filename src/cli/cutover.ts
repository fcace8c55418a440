import { Command } from 'commander';
import { pacing, type SharedOptions, shared } from './options.ts';
import { ends } from './program.ts';

/** `pgmend cutover [RUN]` */
export function command(): Command {
  const named = new Command('cutover')
    .summary('cuts a prepared live execution over, now')
    .description(
      'puts the prepared copies of a live execution in the place of the tables, in one short transaction; call it when the application that knows the new types is deployed (docs/live.md)',
    )
    .argument('[run]', 'as `pgmend status` names it (default: the only one that waits)')
    .addOption(shared.url())
    .addOption(shared.unmatched());
  return pacing(named)
    .addOption(shared.json())
    .addOption(shared.journalSchema())
    .addOption(shared.verbose())
    .action(
      ends(async (run: string | undefined, options: SharedOptions) =>
        (await import('./go-on-live.ts')).goOnLive(run, options, true),
      ),
    );
}
