import { Command } from 'commander';
import { PgmendError } from '../postgres/pgmend-error.ts';
import { type SharedOptions, shared } from './options.ts';
import { ends } from './program.ts';

/** `pgmend doctor` */
export function command(): Command {
  return new Command('doctor')
    .summary('everything that is wrong, all at once; changes nothing')
    .description(
      'lists everything that is wrong with the references of a database, all at once, with the counts; changes nothing',
    )
    .addOption(shared.url())
    .addOption(shared.schema())
    .addOption(shared.only())
    .addOption(shared.json())
    .addOption(shared.map())
    .option('--replay', 'also replay the project’s migrations on a scratch database (pgmend check)')
    .addOption(shared.ledgerTable())
    .addOption(shared.journalSchema())
    .addOption(shared.verbose())
    .addHelpText('after', '\nExit code: 0 nothing is wrong, 1 faults were found.')
    .action(
      ends(async (options: SharedOptions & { readonly replay?: true }) => {
        if (options.replay === true && options.json === true) throw twoResults();
        const code = await (await import('./examine.ts')).examine(options);
        if (options.replay !== true) return code;
        const { replayAfter } = await import('./replay-after.ts');
        return Math.max(code, await replayAfter(options));
      }),
    );
}

function twoResults(): PgmendError {
  return new PgmendError(
    'wrong-usage',
    '--json writes one JSON value, and --replay would make it two.',
    'Call pgmend doctor --json and pgmend check --json one after the other.',
  );
}
