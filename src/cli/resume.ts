import { Command } from 'commander';
import { pacing, type SharedOptions, shared } from './options.ts';
import { ends } from './program.ts';

/** `pgmend resume [RUN]` */
export function command(): Command {
  const named = new Command('resume')
    .summary('goes on with a live execution that was stopped')
    .description(
      'goes on with a live execution where it was stopped, by Ctrl-C, a crash or a lost connection; what was written meanwhile was captured',
    )
    .argument('[run]', 'as `pgmend status` names it (default: the only one that is open)')
    .addOption(shared.url())
    .addOption(shared.cutover())
    .addOption(shared.unmatched());
  return pacing(named)
    .addOption(shared.json())
    .addOption(shared.journalSchema())
    .addOption(shared.verbose())
    .action(
      ends(async (run: string | undefined, options: SharedOptions) =>
        (await import('./go-on-live.ts')).goOnLive(run, options, false),
      ),
    );
}
