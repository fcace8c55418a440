import { checkKinds } from '../report/check-finding.ts';
import { checkMigrations } from './check-migrations.ts';
import type { SharedOptions } from './options.ts';

/** `doctor --replay`: what `check` says, behind what `doctor` has said. */
export function replayAfter({
  url,
  ledgerTable,
  journalSchema,
  verbose,
}: SharedOptions): Promise<number> {
  return checkMigrations([], {
    database: true,
    failOn: checkKinds,
    journalSchema,
    ...(url === undefined ? {} : { url }),
    ...(ledgerTable === undefined ? {} : { ledgerTable }),
    ...(verbose === undefined ? {} : { verbose }),
  });
}
