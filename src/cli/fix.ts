import { Command } from 'commander';
import { type SharedOptions, shared } from './options.ts';
import { ends } from './program.ts';

/** `pgmend fix` */
export function command(): Command {
  return new Command('fix')
    .summary('carries out the plan, proves it, or changes nothing')
    .description(
      'carries out the plan for what `pgmend doctor` found, in one transaction, and proves that nothing else changed',
    )
    .addOption(shared.url())
    .addOption(shared.schema())
    .addOption(shared.only())
    .addOption(shared.yes())
    .addOption(shared.dryRun())
    .addOption(shared.json())
    .addOption(shared.unmatched())
    .addOption(shared.map())
    .addOption(shared.choose())
    .addOption(shared.all())
    .addOption(shared.lockTimeout())
    .addOption(shared.askTimeout())
    .addOption(shared.journalSchema())
    .addOption(shared.verbose())
    .addHelpText(
      'after',
      '\nExit code: 0 done or nothing is wrong, 1 faults remain, 3 a decision is needed.',
    )
    .action(
      ends(async (options: SharedOptions) => (await import('./carry-out.ts')).carryOut(options)),
    );
}
