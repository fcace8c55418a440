import { Command, Option } from 'commander';
import { tools } from '../tools/registry.ts';
import { type SharedOptions, shared } from './options.ts';
import { ends } from './program.ts';

export interface ExportOptions extends SharedOptions {
  /** `sql`, `kit`, or the format of a tool. */
  readonly format: string;
  readonly out?: string;
  readonly undo?: string;
  readonly before?: string;
}

/** Of the tools whose migrations pgmend can write. */
const formats = tools.flatMap(({ format, writeMigration }) =>
  writeMigration === undefined ? [] : [format],
);

/** `pgmend export` */
export function command(): Command {
  return new Command('export')
    .summary('the plan as a script or a migration, for who cannot run pgmend there')
    .description(
      'writes the plan for what `pgmend doctor` found, and a pending migration needs, as something that runs without pgmend: it checks everything again, is one transaction, and is safe to run twice',
    )
    .addOption(
      new Option(
        '--format <format>',
        'sql: a script for psql and any SQL client; kit: a folder to hand over; a tool: a migration as it writes them',
      )
        .choices(['sql', 'kit', ...formats])
        .default('sql'),
    )
    .option(
      '--out <path>',
      'file or folder to write (default: stdout; a migration: its folder; a kit: ./pgmend-kit)',
    )
    .option('--undo <file>', 'with sql: also write the way back as a script of its own')
    .option(
      '--before <migration>',
      'a migration: the one that needs it (default: the first pending one that does)',
    )
    .addOption(shared.url())
    .addOption(shared.schema())
    .addOption(shared.only())
    .addOption(shared.json())
    .addOption(shared.unmatched())
    .addOption(shared.map())
    .addOption(shared.choose())
    .addOption(shared.all())
    .addOption(shared.lockTimeout())
    .addOption(shared.ledgerTable())
    .addOption(shared.journalSchema())
    .addHelpText(
      'after',
      '\nExit code: 0 written, or nothing is wrong; 1 there is nothing that can be written, 3 a decision is needed.',
    )
    .action(
      ends(async (options: ExportOptions) =>
        (await import('./write-export.ts')).writeExport(options),
      ),
    );
}
