import { Command, Option } from 'commander';
import { shared } from './options.ts';
import { ends } from './program.ts';

export interface PatchCommandOptions {
  readonly url?: string;
  /** false: no ledger is looked at. */
  readonly database: boolean;
  readonly server?: string;
  readonly write?: true;
  readonly editRecorded?: true;
  readonly journalSchema: string;
  readonly json?: true;
}

/** `pgmend patch` */
export function command(): Command {
  return new Command('patch')
    .summary('the smallest edit of migration and model files')
    .description(
      'replays the migrations as check does, and shows the smallest edits of migration and model files after which they go through on an empty database, as a diff that git apply takes',
    )
    .argument('[command...]', 'the project’s migration command, for its options')
    .passThroughOptions()
    .option('--write', 'edit the files')
    .option('--edit-recorded', 'edit migrations as well that are recorded as done')
    .addOption(
      new Option(
        '--url <url>',
        "the real database, whose ledger is read (else DATABASE_URL, PG*, the tool's own configuration)",
      ),
    )
    .addOption(new Option('--no-database', 'look at no ledger: no migration counts as recorded'))
    .addOption(new Option('--server <url>', 'replay on this server, in a new database'))
    .addOption(shared.json())
    .addOption(shared.journalSchema())
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  pgmend patch\n' +
        '  pgmend patch --no-database | git apply\n' +
        '  pgmend patch --write\n' +
        '\nExit code: 0 nothing is left to do, 1 something is left that is not edited, 3 whether a migration is recorded is not known.',
    )
    .action(
      ends(async (words: string[], options: PatchCommandOptions) =>
        (await import('./patch-sources.ts')).patchSources(words, options),
      ),
    );
}
