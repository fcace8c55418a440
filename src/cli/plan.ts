import { Command } from 'commander';
import { type SharedOptions, shared } from './options.ts';
import { ends } from './program.ts';

export interface PlanCommandOptions extends SharedOptions {
  readonly sql?: true;
  /** A file to write. */
  readonly html?: string;
}

/** `pgmend plan` */
export function command(): Command {
  return new Command('plan')
    .summary('what would be done about what `doctor` found; changes nothing')
    .description(
      'shows what `pgmend fix` would do about what `pgmend doctor` found: steps, locks, row counts, what is kept; changes nothing',
    )
    .addOption(shared.url())
    .addOption(shared.schema())
    .addOption(shared.only())
    .option('--sql', 'the statements, as one SQL text')
    .option('--html <file>', 'write it as one page with the tables, their keys, and the locks')
    .addOption(shared.live())
    .addOption(shared.maxLock())
    .addOption(shared.cutover())
    .addOption(shared.json())
    .addOption(shared.unmatched())
    .addOption(shared.map())
    .addOption(shared.choose())
    .addOption(shared.all())
    .addOption(shared.journalSchema())
    .addOption(shared.verbose())
    .addHelpText(
      'after',
      '\nExit code: 0 the plan can be carried out or nothing is wrong, 1 it cannot, 3 a decision is needed.',
    )
    .action(
      ends(async (options: PlanCommandOptions) =>
        (await import('./show-plan.ts')).showPlan(options),
      ),
    );
}
