import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { builtCommand } from '../built-command.ts';
import { type DatabaseServer, majors, sharedServer } from '../servers/start-server.ts';
import { isInstalled } from '../tool-table/install-project.ts';
import { openProject } from '../tool-table/open-project.ts';
import { editFiles } from '../tool-table/project-folder.ts';
import { prismaPush } from '../tool-table/projects/prisma.ts';
import { runInProject } from '../tool-table/run-in-project.ts';
import { type TableFault, tableFaults } from '../tool-table/table-fault.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

/**
 * The adapter has no name for the type "char", in which the engine reads the catalog; to it and to the engine the type
 * of fixed length, 1042, is one that they know. The engine itself stops at the NOT NULL constraints of PostgreSQL 18.
 */
const readsChar = `import pg from 'pg';
const { addFields } = pg.Result.prototype;
pg.Result.prototype.addFields = function (fields) {
  for (const field of fields) if (field.dataTypeID === 18) field.dataTypeID = 1042;
  return addFields.call(this, fields);
};
import { defineConfig }`;

const major = majors.filter((one) => one < 18).at(-1);
const why = isInstalled(prismaPush)
  ? major === undefined
    ? ' (its engine cannot read PostgreSQL 18: PGMEND_TEST_MAJORS=17)'
    : ''
  : ' (not installed: npm run tools)';

const [types, orphans] = tableFaults;
if (types === undefined || orphans === undefined) throw new TypeError('a table without faults');
const push = ['prisma', 'db', 'push', '--skip-generate'];

describe.skipIf(why !== '')(`prisma db push, the engine of 6.19 itself${why}`, () => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await sharedServer(major ?? 17);
  });

  async function project({ before }: Pick<TableFault, 'before'>) {
    const { session, folder, place } = await openProject(server, {
      ...prismaPush,
      // Not to ask the network for news. A push that went well still takes a minute to end.
      env: () => ({ CHECKPOINT_DISABLE: '1' }),
    });
    // Who pushes has no migrations.
    rmSync(join(folder, 'prisma/migrations'), { recursive: true });
    editFiles(folder, {
      'prisma.config.ts': (text) => text.replace('import { defineConfig }', readsChar),
    });
    await session.query(before);
    return {
      folder,
      call: (words: readonly string[]) => runInProject(words, place),
      pgmend: (...words: string[]) => runInProject([...builtCommand, ...words], place),
      value: async (sql: string) =>
        String(Object.values((await session.query<Record<string, unknown>>(sql)).rows[0] ?? {})[0]),
    };
  }

  it('gets past orphans, and is in sync afterwards', async () => {
    const { call, pgmend, value } = await project(orphans);
    const plain = await call(push);
    expect(plain.code, plain.output).not.toBe(0);
    expect(plain.output).toContain('bookings_user_id_fkey');
    const mended = await pgmend('run', '--yes', '--', ...push);
    expect(mended.code, mended.output).toBe(0);
    expect(await value(orphans.after[0])).toBe(orphans.after[1]);
    expect((await call(push)).output).toMatch(prismaPush.status.recorded);
    const undone = await pgmend('undo', '--yes');
    expect(undone.code, undone.output).toBe(0);
    expect(await value('SELECT count(*) FROM bookings WHERE user_id > 40')).toBe('3');
  });

  it('gets past a view that stands on a key which gets another type', async () => {
    const { folder, call, pgmend, value } = await project({
      before: `${types.before.replace('user_id text', 'user_id integer').replaceAll('::text', '')};
        ALTER TABLE bookings ADD CONSTRAINT bookings_user_id_fkey FOREIGN KEY (user_id) REFERENCES users;
        CREATE VIEW people AS SELECT id, email FROM users`,
    });
    editFiles(folder, {
      'prisma/schema.prisma': (text) =>
        text
          .replace(/id( +)Int( +)@id(\n +email)/, 'id$1BigInt @id$3')
          .replace('user_id Int?', 'user_id BigInt?'),
    });
    const lossy = [...push, '--accept-data-loss'];
    const plain = await call(lossy);
    expect(plain.output).toContain('cannot alter type of a column used by a view or rule');
    const mended = await pgmend('run', '--yes', '--', ...lossy);
    expect(mended.code, mended.output).toBe(0);
    expect(
      await value(
        `SELECT concat(pg_typeof(id), ' ', (SELECT count(*) FROM people)) FROM users LIMIT 1`,
      ),
    ).toBe('bigint 40');
  });

  it('would drop a column of another type with its values; pgmend fix before it keeps them', async () => {
    const { call, pgmend, value } = await project(types);
    const plain = await call(push);
    expect(plain.code, plain.output).not.toBe(0);
    expect(plain.output).toContain(
      'The `user_id` column on the `bookings` table would be dropped and recreated',
    );
    const fixed = await pgmend('fix', '--yes', '--all');
    expect(fixed.code, fixed.output).toBe(0);
    const pushed = await pgmend('run', '--yes', '--', ...push);
    expect(pushed.code, pushed.output).toBe(0);
    expect(await value(types.after[0])).toBe(types.after[1]);
  });
});
