import { Command } from 'commander';
import { type SharedOptions, shared } from './options.ts';
import { ends } from './program.ts';

export interface UndoCommandOptions extends SharedOptions {
  readonly ledger?: true;
}

/** `pgmend undo [RUN]` */
export function command(): Command {
  return new Command('undo')
    .summary('takes a run back: types, values and everything else')
    .description(
      'takes back every mend of a run, newest first, in one transaction: types, values (the kept ones too) and everything else',
    )
    .argument('[run]', 'as `pgmend log` names it (default: the newest that can be taken back)')
    .addOption(shared.url())
    .addOption(shared.yes())
    .addOption(shared.dryRun())
    .option('--ledger', "also remove the migration tool's records that are then no longer true")
    .addOption(shared.unmatched())
    .addOption(shared.lockTimeout())
    .addOption(shared.askTimeout())
    .addOption(shared.json())
    .addOption(shared.ledgerTable())
    .addOption(shared.journalSchema())
    .addOption(shared.verbose())
    .action(
      ends(async (run: string | undefined, options: UndoCommandOptions) =>
        (await import('./take-back.ts')).takeBack(run, options),
      ),
    );
}
