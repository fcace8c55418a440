import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import { majors, sharedServer } from '../servers/start-server.ts';
import { startPgmend } from './start-pgmend.ts';
import { until } from './until.ts';

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
      '--json',
    ]);
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(JSON.parse(ended.stdout)).toMatchObject({ format: 1, purpose: 'mend' });
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

  it('draws the phases and locks of a live execution, as the server sees them', async () => {
    const server = await sharedServer(majors.at(-1) ?? 18);
    const target = await server.createDatabase();
    const [session, other] = [await server.session(target), await server.session(target)];
    for (const sql of [
      `CREATE TABLE people (id serial PRIMARY KEY, code uuid UNIQUE NOT NULL)`,
      `INSERT INTO people (code) SELECT md5('p' || g)::uuid FROM generate_series(1, 20) AS g`,
      `CREATE TABLE kinds (id integer PRIMARY KEY)`,
      `INSERT INTO kinds VALUES (1)`,
      `CREATE TABLE bookings (id integer PRIMARY KEY, people_id uuid, kind integer REFERENCES kinds)`,
      `INSERT INTO bookings SELECT g, md5('p' || g)::uuid, 1 FROM generate_series(1, 20) AS g`,
    ]) {
      await session.query(sql);
    }
    const mapped = ['--all', '--map', 'bookings.people_id=people.code', '--live'];
    const file = join(folder, 'live.html');
    const ended = await pgmend(target, ['plan', ...mapped, '--html', file]);
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    const page = readFileSync(file, 'utf8');
    const cells = (table: string) => {
      const row = new RegExp(`<tr><td>${table}</td>(.*?)</tr>`).exec(page)?.[1] ?? '';
      return [...row.matchAll(/title="([^"]*)"/g)].map((one) => one[1]);
    };
    const read = 'ACCESS SHARE';
    expect(cells('bookings')).toEqual([
      ...['SHARE ROW EXCLUSIVE, for a moment', read, read, 'no lock', read],
      ...['ACCESS EXCLUSIVE, for a moment', 'SHARE UPDATE EXCLUSIVE'],
    ]);
    expect(cells('kinds')).toEqual([
      ...Array.from({ length: 5 }, () => 'no lock'),
      ...['ACCESS EXCLUSIVE, for a moment', 'no lock'],
    ]);
    expect(page).toContain('cut over when <code>pgmend cutover</code> is called');
    expect(page).not.toMatch(/(?:src|href)=|https?:/);
    const text = await pgmend(target, ['plan', ...mapped]);
    expect(text.stdout).toContain('locks bookings and people (SHARE ROW EXCLUSIVE), in attempts');

    // What it waits for behind others, who hold the tables.
    const waits = (table: string, mode: string) =>
      until(
        session,
        `EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = '${table}'::regclass AND mode = '${mode}')`,
      );
    const hold = async (mode: string) => {
      await other.query('BEGIN');
      await other.query(`LOCK TABLE bookings IN ${mode} MODE`);
    };
    await hold('ROW EXCLUSIVE');
    const running = startPgmend(target, ['fix', ...mapped, '--yes', '--cutover', 'now']);
    await waits('bookings', 'ShareRowExclusiveLock');
    await other.query('COMMIT');
    await hold('ACCESS SHARE');
    await waits('bookings', 'AccessExclusiveLock');
    await other.query('COMMIT');
    expect(await running.ended, running.said()).toBe(0);
    await session.query(`ALTER TABLE bookings DROP CONSTRAINT bookings_kind_fkey`);
    await session.query(
      `ALTER TABLE bookings ADD CONSTRAINT k FOREIGN KEY (kind) REFERENCES kinds NOT VALID`,
    );
    await other.query('BEGIN');
    await other.query('ALTER TABLE bookings VALIDATE CONSTRAINT k');
    const { rows } = await session.query(
      `SELECT bool_or(mode = 'ShareUpdateExclusiveLock') AS it, bool_or(mode IN ('ShareRowExclusiveLock', 'AccessExclusiveLock')) AS more FROM pg_locks WHERE relation = 'bookings'::regclass`,
    );
    expect(rows).toEqual([{ it: true, more: false }]);
    await other.query('COMMIT');
    await other.close();
    await session.close();
    await server.dropDatabase(target);
  });
});
