import { Command } from 'commander';
import { carryingOut, living, type SharedOptions, shared } from './options.ts';
import { ends } from './program.ts';

export interface RekeyCommandOptions extends SharedOptions {
  /** The new type. */
  readonly to: string;
  readonly via: string;
}

/** `pgmend rekey TABLE.COLUMN --to TYPE` */
export function command(): Command {
  const named = new Command('rekey')
    .summary('changes the type of a key and of every column that references it')
    .description(
      'changes the type of a key and of every column that references it, with sequence, identity and defaults to match, in one transaction; the old keys stay in the journal',
    )
    .argument('<column>', 'the key, as TABLE.COLUMN')
    .requiredOption('--to <type>', 'the new type: bigint, uuid, text, …')
    .option(
      '--via <mapping>',
      "how a key becomes a new one: new (what the type does not take gets a new key), cast (it matches nothing), 'users.public_id' (the new keys stand there, beside the key), 'users_map.old_id=new_id' (a table holds both)",
      'new',
    )
    .addOption(shared.url());
  return living(carryingOut(named, false))
    .addHelpText(
      'after',
      '\nExamples:\n  pgmend rekey users.id --to bigint\n  pgmend rekey users.id --to uuid --via users.public_id\n\nExit code: 0 done or of that type already, 1 it cannot be done, 3 a decision is needed.',
    )
    .action(
      ends(async (column: string, options: RekeyCommandOptions) =>
        (await import('./change-key.ts')).changeKey(column, options),
      ),
    );
}
