import { Command } from 'commander';
import { type SharedOptions, shared } from './options.ts';
import { ends } from './program.ts';

/** `pgmend doctor` */
export function command(): Command {
  return new Command('doctor')
    .summary('everything that is wrong, all at once; changes nothing')
    .description(
      'lists everything that is wrong with the references of a database, all at once, with the counts; changes nothing',
    )
    .addOption(shared.url())
    .addOption(shared.schema())
    .addOption(shared.only())
    .addOption(shared.json())
    .addOption(shared.map())
    .addOption(shared.journalSchema())
    .addOption(shared.verbose())
    .addHelpText('after', '\nExit code: 0 nothing is wrong, 1 faults were found.')
    .action(
      ends(async (options: SharedOptions) => (await import('./examine.ts')).examine(options)),
    );
}
