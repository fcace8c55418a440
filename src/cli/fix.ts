import { Command } from 'commander';
import { carryingOut, living, type SharedOptions, shared } from './options.ts';
import { ends } from './program.ts';

/** `pgmend fix` */
export function command(): Command {
  const named = new Command('fix')
    .summary('carries out the plan, proves it, or changes nothing')
    .description(
      'carries out the plan for what `pgmend doctor` found, in one transaction, and proves that nothing else changed',
    )
    .addOption(shared.url())
    .addOption(shared.schema())
    .addOption(shared.only());
  return living(carryingOut(named, true))
    .addHelpText(
      'after',
      '\nExit code: 0 done or nothing is wrong, 1 faults remain, 3 a decision is needed.',
    )
    .action(
      ends(async (options: SharedOptions) => (await import('./carry-out.ts')).carryOut(options)),
    );
}
