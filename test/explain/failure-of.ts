import { readFileSync } from 'node:fs';
import { ServerError } from '../../src/postgres/server-error.ts';
import type { Case } from '../cases/case.ts';
import type { DatabaseServer } from '../servers/start-server.ts';

/** The error at which a case's migration stops, and the string that was sent. */
export interface Failure {
  readonly error: ServerError;
  readonly sql: string;
}

/**
 * Lays the case's database and lets its migration fail, without pgmend.
 *
 * @param before SQL of the session, such as its language.
 */
export async function failureOf(
  server: DatabaseServer,
  one: Case,
  before = 'SELECT 1',
): Promise<Failure> {
  const target = await server.createDatabase();
  const session = await server.session(target);
  try {
    await session.query(one.before);
    await session.query(before);
    for (const sql of readFileSync(one.fails, 'utf8').split(/^-- then\n/m)) {
      const thrown = await session.query(sql).then(
        () => null,
        (error: unknown) => error,
      );
      if (thrown instanceof ServerError) return { error: thrown, sql };
      if (thrown !== null) throw thrown;
    }
    throw new Error(`${one.name} does not fail`);
  } finally {
    await session.close();
    await server.dropDatabase(target);
  }
}
