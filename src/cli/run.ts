import { Command } from 'commander';
import type { SharedOptions } from './options.ts';
import { carryingOut, living, shared } from './options.ts';
import { ends } from './program.ts';

/** `pgmend run -- CMD…` */
export function command(): Command {
  const named = new Command('run')
    .summary('runs a migration command and mends what stops it at a foreign key')
    .description('runs a migration command and mends what stops it at a foreign key')
    .argument('<command...>', 'the command, as you would type it')
    .passThroughOptions()
    .addOption(shared.url())
    .addOption(shared.ledgerTable());
  return living(carryingOut(named, true))
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  pgmend run -- npx sequelize-cli db:migrate\n' +
        '  pgmend run --yes -- psql -f migration.sql\n' +
        '  pgmend run --live -- npx knex migrate:latest        beside the application\n' +
        '  pgmend run -- some-tool --database {url}     {url} becomes the connection URL\n' +
        '\nWhere --lock-timeout is given, it also ends the migration’s own waits for locks.\n' +
        '\nExit code: the command’s own; 1 a foreign key that was put off is not laid, 2 no connection, 3 a decision is needed.',
    )
    .action(
      ends(async (words: string[], options: SharedOptions, self: Command) =>
        (await import('./run-through-relay.ts')).runThroughRelay(
          words,
          options,
          self.getOptionValueSource('lockTimeout') === 'cli',
        ),
      ),
    );
}
