import { Command, InvalidArgumentError, Option } from 'commander';
import { type CheckKind, checkKinds } from '../report/check-finding.ts';
import { shared } from './options.ts';
import { ends } from './program.ts';

export interface CheckCommandOptions {
  readonly url?: string;
  /** false: no database is looked at. */
  readonly database: boolean;
  readonly server?: string;
  readonly failOn: readonly CheckKind[];
  readonly ledgerTable?: string;
  readonly journalSchema: string;
  readonly json?: true;
  readonly verbose?: true;
}

/** `pgmend check` */
export function command(): Command {
  return new Command('check')
    .summary('replays the project’s migrations on a scratch database; made for CI')
    .description(
      'replays the project’s own migrations on a scratch database, which is all that they can reach, and says what is wrong with them, with their files and with the ledger, before anything touches the real database',
    )
    .argument(
      '[command...]',
      'the project’s migration command, for its options; else the tool’s usual one',
    )
    .passThroughOptions()
    .addOption(
      new Option(
        '--server <url>',
        'replay on this server, in a new database that is dropped at the end (else the embedded one)',
      ),
    )
    .addOption(
      new Option(
        '--url <url>',
        "the real database to compare with, which is only read (else DATABASE_URL, PG*, the tool's own configuration)",
      ),
    )
    .addOption(new Option('--no-database', 'look at no real database'))
    .addOption(
      new Option('--fail-on <kinds>', 'only these kinds of findings end with 1, comma-separated')
        .argParser(kindsIn)
        .default([...checkKinds], 'all'),
    )
    .addOption(shared.json())
    .addOption(shared.ledgerTable())
    .addOption(shared.journalSchema())
    .addOption(shared.verbose())
    .addHelpText(
      'after',
      `\nFindings: ${checkKinds.slice(0, 6).join(', ')},\n  ${checkKinds.slice(6).join(', ')}\n` +
        '\nExamples:\n' +
        '  pgmend check\n' +
        '  pgmend check --no-database --fail-on fault,migration-fails\n' +
        '  pgmend check --server postgres://postgres@localhost/postgres -- npx sequelize-cli db:migrate --env test\n' +
        '\nExit code: 0 nothing is wrong, 1 findings, 2 no replay. In GitHub Actions findings are annotations, too.',
    )
    .action(
      ends(async (words: string[], options: CheckCommandOptions) =>
        (await import('./check-migrations.ts')).checkMigrations(words, options),
      ),
    );
}

function kindsIn(text: string): CheckKind[] {
  const words = text.split(',').map((word) => word.trim());
  const unknown = words.find((word) => !(checkKinds as readonly string[]).includes(word));
  if (unknown !== undefined) {
    throw new InvalidArgumentError(`There is no kind ${unknown}. Kinds: ${checkKinds.join(', ')}.`);
  }
  return words as CheckKind[];
}
