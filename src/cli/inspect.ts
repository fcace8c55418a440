import { inspectDatabase } from '../execute/inspect-database.ts';
import type { Patience } from '../execute/look-within.ts';
import type { Session } from '../postgres/session.ts';
import { planOptions, type SharedOptions } from './options.ts';

/** What is wrong in the database and the plan for it, as the options say; without patience it looks as long as it takes. */
export function inspect(
  session: Session,
  options: SharedOptions,
  patience: Patience | null = null,
  meanwhile: () => void = () => {},
) {
  return inspectDatabase(session, {
    plan: planOptions(options),
    maps: options.map,
    schema: options.schema ?? null,
    only: options.only ?? [],
    patience,
    meanwhile,
  });
}
