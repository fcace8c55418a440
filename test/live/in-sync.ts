import { databaseWith } from './database-with.ts';
import { startPgmend } from './start-pgmend.ts';
import { until } from './until.ts';

const begin = ['rekey', 'people.id', '--to', 'bigint', '--live', '--yes', '--cutover', 'manual'];

/** A database with these tables, `people.id` among them, and a live execution that waits for its cut-over. */
export async function inSync(major: number, setup: readonly string[]) {
  const made = await databaseWith(major, setup);
  const running = startPgmend(made.target, begin);
  await until(made.session, `(SELECT progress ->> 'waiting' = 'cutover' FROM pgmend.live)`);
  return { ...made, running };
}
