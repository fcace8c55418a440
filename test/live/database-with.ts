import { sharedServer } from '../servers/start-server.ts';

/** A database of its own in which these statements were run. */
export async function databaseWith(major: number, statements: readonly string[]) {
  const server = await sharedServer(major);
  const target = await server.createDatabase();
  const session = await server.session(target);
  for (const sql of statements) await session.query(sql);
  const close = async () => {
    await session.close();
    await server.dropDatabase(target);
  };
  return { server, target, session, close };
}
