import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { explainText } from '../../src/diagnose/explain/explain-text.ts';
import type { Explanation } from '../../src/diagnose/explain/explanation.ts';
import { ServerError } from '../../src/postgres/server-error.ts';
import { type Case, readCases } from '../cases/case.ts';
import { type DatabaseServer, majors, sharedServer } from '../servers/start-server.ts';

const cases = readCases();

/** What a server of this version says, is understood from the text alone, as tools print it: with the SQL and without. */
describe.each(majors)('errors of PostgreSQL %i', (major) => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await sharedServer(major);
  });

  it.each(cases)('$name', async (one) => {
    const kind = one.name.split('/')[0] ?? '';
    const { error, sql } = await failure(server, one);
    const detail = error.fields.detail === undefined ? '' : `\nDETAIL:  ${error.fields.detail}`;

    const beside = explainText(`${sql} - ${error.message}`);
    expect(beside, error.message).not.toBeNull();
    expect(kindsOf(beside)).toContain(kind);

    const alone = explainText(`ERROR:  ${error.message}${detail}`);
    expect(kindsOf(alone)).toContain(kind);
    expect(alone?.sqlstate).toBe(error.sqlstate);
    expect(alone?.waysOut[0]?.code).toMatch(/^npx pgmend run /);

    const withoutMessage = explainText(`{ code: '${error.sqlstate}' }\n${sql}`);
    expect(kindsOf(withoutMessage)).toContain(kind);
  });
});

function kindsOf(explanation: Explanation | null): (string | null)[] {
  return explanation === null
    ? []
    : [explanation.kind, ...explanation.others.map((other) => other.kind)];
}

async function failure(
  server: DatabaseServer,
  one: Case,
): Promise<{ readonly error: ServerError; readonly sql: string }> {
  const target = await server.createDatabase();
  const session = await server.session(target);
  try {
    await session.query(one.before);
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
