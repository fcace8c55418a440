import { Command } from 'commander';
import { explainArguments } from './explain.ts';
import { shared } from './options.ts';
import { ends } from './program.ts';

/** `pgmend explain`, as help shows it; calls go to {@link explainArguments} directly. */
export function command(): Command {
  return new Command('explain')
    .summary('an error message → its cause, both sides, ways out')
    .description(
      'an error message → its cause, both sides, ways out; works offline, on the text alone',
    )
    .argument('[text...]', 'the message, - for stdin, or a kind of fault; without it the kinds')
    .addOption(shared.json())
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  pgmend explain \'ERROR: foreign key constraint "…" cannot be implemented DETAIL: …\'\n' +
        '  npx sequelize-cli db:migrate 2>&1 | pgmend explain -\n' +
        '  pgmend explain incompatible-types\n' +
        '\nExit code: 0 understood, 1 not.',
    )
    .action(
      ends(async (words: string[], options: { json?: true }) =>
        explainArguments([...(options.json === true ? ['--json'] : []), '--', ...words]),
      ),
    );
}
