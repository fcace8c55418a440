import { beforeAll, describe, expect, it } from 'vitest';
import { type DatabaseServer, majors, sharedServer } from '../../../test/servers/start-server.ts';
import { sqlText } from '../migration-text.ts';
import { withoutSemicolons } from './without-semicolons.ts';

const repair = {
  up: `DO $pgmend$\nBEGIN\n  CREATE TABLE "it's" (a text);\n  INSERT INTO "it's" VALUES ('a; b \\ c \\x3B $x$ ''d''');\nEND;\n$pgmend$;\n`,
  down: null,
  why: '',
  about: ['It repairs; nothing else.'],
  slug: 'repair',
  before: null,
  run: '20260101-000000-abcd',
};

describe('a migration for an engine that cuts at semicolons', () => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await sharedServer(majors.at(-1) ?? 18);
  });

  it('is one piece, and does the same', async () => {
    const text = sqlText(withoutSemicolons(repair));
    const pieces = text.split(';').filter((one) => one.trim() !== '');
    expect(pieces).toHaveLength(1);
    const target = await server.createDatabase();
    const session = await server.session(target);
    await session.query(pieces[0] ?? '');
    const { rows } = await session.query<{ a: string }>(`SELECT a FROM "it's"`);
    expect(rows[0]?.a).toBe(`a; b \\ c \\x3B $x$ 'd'`);
    await session.close();
    await server.dropDatabase(target);
  });
});
