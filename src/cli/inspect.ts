import { inspectDatabase } from '../execute/inspect-database.ts';
import type { Session } from '../postgres/session.ts';
import { planOptions, type SharedOptions } from './options.ts';

/** What is wrong in the database and the plan for it, as the options say. */
export function inspect(session: Session, options: SharedOptions) {
  return inspectDatabase(session, {
    plan: planOptions(options),
    maps: options.map,
    schema: options.schema ?? null,
  });
}
