import { type DatabaseServer, databaseServer } from './database-server.ts';

/**
 * The server of a version that all test files of the run share. Each file makes its databases with
 * `createDatabase` and leaves the rest alone: settings, roles and other databases belong to everyone.
 * Stopping, crashing and settings need a `startServer` of one's own.
 */
export async function sharedServer(major: number): Promise<DatabaseServer> {
  // Loaded here, so that a benchmark can start servers without vitest.
  const { inject } = await import('vitest');
  const response = await fetch(`http://127.0.0.1:${inject('serversPort')}/${major}`);
  const answer = (await response.json()) as { port: number } | { error: string };
  if ('error' in answer) throw new Error(answer.error);
  return databaseServer(major, answer.port);
}
