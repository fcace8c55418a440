import { checkChoices } from '../execute/check-choices.ts';
import { inspectDatabase } from '../execute/inspect-database.ts';
import type { Patience } from '../execute/look-within.ts';
import type { Session } from '../postgres/session.ts';
import { planOptions, type SharedOptions } from './options.ts';

/**
 * What is wrong in the database and the plan for it, as the options say; without patience it looks as long as it takes.
 *
 * @throws PgmendError `no-such-choice`, and those of {@link inspectDatabase}.
 */
export async function inspect(
  session: Session,
  options: SharedOptions,
  patience: Patience | null = null,
  meanwhile: () => void = () => {},
) {
  const plan = planOptions(options);
  const [schema, only] = [options.schema ?? null, options.only ?? []];
  const request = { plan, maps: options.map, schema, only, patience, meanwhile };
  const found = await inspectDatabase(session, request);
  checkChoices(found.plan, plan, schema === null && only.length === 0);
  return found;
}
