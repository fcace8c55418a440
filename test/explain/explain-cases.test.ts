import { beforeAll, describe, expect, it } from 'vitest';
import { explainText } from '../../src/diagnose/explain/explain-text.ts';
import type { Explanation } from '../../src/diagnose/explain/explanation.ts';
import { readCases } from '../cases/case.ts';
import { type DatabaseServer, majors, sharedServer } from '../servers/start-server.ts';
import { failureOf } from './failure-of.ts';

/** What a server of this version says, is understood from the text alone, as tools print it: with the SQL and without. */
describe.each(majors)('errors of PostgreSQL %i', (major) => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await sharedServer(major);
  });

  it.each(readCases())('$name', async (one) => {
    const kind = one.name.split('/')[0] ?? '';
    const { error, sql } = await failureOf(server, one);
    const detail = error.fields.detail === undefined ? '' : `\nDETAIL:  ${error.fields.detail}`;

    const beside = explainText(`${sql} - ${error.message}`);
    expect(kindsOf(beside), error.message).toContain(kind);

    const alone = explainText(`ERROR:  ${error.message}${detail}`);
    expect(kindsOf(alone)).toContain(kind);
    // The text is read as the newest version would have it.
    expect(alone?.sqlstate).toBe(error.sqlstate === one.plainBefore15 ? one.plain : error.sqlstate);
    expect(alone?.waysOut[0]?.code).toMatch(/^npx pgmend run /);

    if (alone?.sqlstate !== error.sqlstate) return;
    const withoutMessage = explainText(`{ code: '${error.sqlstate}' }\n${sql}`);
    expect(kindsOf(withoutMessage)).toContain(kind);
  });
});

function kindsOf(explanation: Explanation | null): (string | null)[] {
  return explanation === null
    ? []
    : [explanation.kind, ...explanation.others.map((other) => other.kind)];
}
