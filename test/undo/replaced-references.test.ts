import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import { majors, sharedServer } from '../servers/start-server.ts';

const folder = join(import.meta.dirname, '../cases/dependent-objects/replace-references');
const send = join(import.meta.dirname, '../cases/send.mjs');

describe.each(majors)('a reference that was replaced, on PostgreSQL %i', (major) => {
  it('is taken back with what came since, and never where that would lose what was written', async () => {
    const server = await sharedServer(major);
    const target = await server.createDatabase();
    const session = await server.session(target);
    await session.query(readFileSync(join(folder, 'before.sql'), 'utf8'));
    const flags = ['--yes', '--choose', 'dependent-objects=replace-references'];
    const run = await pgmend(target, [
      'run',
      ...flags,
      '--',
      'node',
      send,
      join(folder, 'fails.sql'),
    ]);
    expect(run.code, run.stderr).toBe(0);
    const rows = async () =>
      (await session.query('SELECT * FROM usages ORDER BY id')).rows.map((one) => ({ ...one }));
    const before = await rows();

    await session.query('UPDATE usages SET "FormId" = 3 WHERE id = 1');
    const stopped = await pgmend(target, ['undo', '--yes']);
    expect(stopped.code).toBe(1);
    expect(stopped.stderr).toContain('leads where the old columns lead');
    expect(await rows()).toEqual([{ ...before[0], FormId: '3' }, ...before.slice(1)]);

    await session.query('UPDATE usages SET "FormId" = 2 WHERE id = 1');
    const undone = await pgmend(target, ['undo', '--yes']);
    expect(undone.code, undone.stderr).toBe(0);
    expect(await rows()).toEqual(before.map(({ FormId: _, ...rest }) => rest));
    await session.close();
    await server.dropDatabase(target);
  });
});
