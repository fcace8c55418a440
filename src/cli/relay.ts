import { Command, InvalidArgumentError, Option } from 'commander';
import type { SharedOptions } from './options.ts';
import { carryingOut, living, shared } from './options.ts';
import { ends } from './program.ts';

interface RelayCommandOptions extends SharedOptions {
  readonly listen: { readonly host: string; readonly port: number };
}

/** `pgmend relay --listen PORT` */
export function command(): Command {
  const named = new Command('relay')
    .summary('stands in front of the database for a tool that cannot be started under `run`')
    .description(
      'listens on a port of this machine and passes everything on to the database, as `run` does, until Ctrl-C: for a tool with a fixed configuration, one that somebody else starts, or a container',
    )
    .addOption(
      new Option('--listen <port>', 'where to listen: 6432, or 127.0.0.1:6432; 0: a free port')
        .argParser(address)
        .makeOptionMandatory(),
    )
    .addOption(shared.url());
  return living(carryingOut(named, true))
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  pgmend relay --listen 6432 --yes\n' +
        '  pgmend relay --listen 6432 --url postgres://deploy@db.example.com/app\n' +
        '\nExit code: 0 nothing is left to do; 1 a foreign key that was put off is not laid, 2 no connection, 3 a decision is needed.',
    )
    .action(
      ends(async (options: RelayCommandOptions) =>
        (await import('./serve-relay.ts')).serveRelay(options.listen, options),
      ),
    );
}

function address(text: string): RelayCommandOptions['listen'] {
  const match = /^(?:(\[[\da-f:]+\]|[\w.-]+):)?(\d{1,5})$/i.exec(text.trim());
  const port = Number(match?.[2]);
  if (match === null || port > 65_535) {
    throw new InvalidArgumentError('Write a port like 6432, or an address like 127.0.0.1:6432.');
  }
  return { host: (match[1] ?? '127.0.0.1').replace(/^\[|\]$/g, ''), port };
}
