import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import { majors, sharedServer } from '../servers/start-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'pgmend-html-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('pgmend plan --html', () => {
  it('writes one page that shows both types, the mismatch and the locks, and needs no network', async () => {
    const server = await sharedServer(majors.at(-1) ?? 18);
    const target = await server.createDatabase();
    const session = await server.session(target);
    for (const sql of [
      `CREATE TABLE people (id serial PRIMARY KEY, code uuid UNIQUE NOT NULL)`,
      `INSERT INTO people (code) SELECT md5('p' || g)::uuid FROM generate_series(1, 20) AS g`,
      `CREATE TABLE "<b>ookings" (id integer PRIMARY KEY, people_id uuid)`,
      `INSERT INTO "<b>ookings" SELECT g, md5('p' || g)::uuid FROM generate_series(1, 20) AS g`,
    ]) {
      await session.query(sql);
    }
    const file = join(folder, 'plan.html');
    const ended = await pgmend(target, [
      'plan',
      '--all',
      '--map',
      '"<b>ookings".people_id=people.code',
      '--html',
      file,
    ]);
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    const page = readFileSync(file, 'utf8');
    expect(page).toContain('people_id: uuid → integer');
    expect(page).toMatch(/<path class="wrong"/);
    expect(page).toContain('title="ACCESS EXCLUSIVE"');
    expect(page).not.toContain('<b>ookings');
    expect(page).not.toMatch(/(?:src|href)=|https?:/);
    const refused = await pgmend(target, [
      'plan',
      '--all',
      '--html',
      join(folder, 'none', 'plan.html'),
    ]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('cannot-write');
    await session.close();
    await server.dropDatabase(target);
  });
});
