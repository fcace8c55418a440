import { PgmendError } from '../postgres/pgmend-error.ts';

/** A migration whose name holds the time by which the tool sorts. */
export interface TimedMigration {
  readonly name: string;
  /** Milliseconds. */
  readonly time: number;
}

/**
 * The time of a migration that comes immediately before another one.
 *
 * @param timed all of them, in the tool's order
 * @param before one of their names; null: after all
 * @param now milliseconds, where it comes last
 * @throws PgmendError `no-such-migration`, `no-room-for-migration`
 */
export function timeBefore(
  timed: readonly TimedMigration[],
  before: string | null,
  now: number,
): number {
  const last = timed.at(-1)?.time ?? 0;
  if (before === null) return Math.max(now, last + 1);
  const at = timed.findIndex((one) => one.name === before);
  const next = timed[at];
  if (next === undefined) {
    throw new PgmendError(
      'no-such-migration',
      `There is no migration ${before}.`,
      `Name it as the tool records it, for example ${timed.at(-1)?.name ?? 'as its file is called'}.`,
    );
  }
  const previous = timed[at - 1]?.time ?? 0;
  if (next.time - 1 > previous) return next.time - 1;
  throw new PgmendError(
    'no-room-for-migration',
    `There is no time between ${timed[at - 1]?.name} and ${before}.`,
    'Write the SQL instead (pgmend export --format sql), or name another migration with --before.',
  );
}
