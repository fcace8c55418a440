import { sharedServer } from '../servers/start-server.ts';
import { startPgmend } from './start-pgmend.ts';
import { until } from './until.ts';

const begin = ['rekey', 'people.id', '--to', 'bigint', '--live', '--yes', '--cutover', 'manual'];

/** A database with these tables, `people.id` among them, and a live execution that waits for its cut-over. */
export async function inSync(major: number, setup: readonly string[]) {
  const server = await sharedServer(major);
  const target = await server.createDatabase();
  const session = await server.session(target);
  for (const sql of setup) await session.query(sql);
  const running = startPgmend(target, begin);
  await until(session, `(SELECT progress ->> 'waiting' = 'cutover' FROM pgmend.live)`);
  const close = async () => {
    await session.close();
    await server.dropDatabase(target);
  };
  return { server, target, session, running, close };
}
