import { beforeAll, describe, expect, test } from 'vitest';
import type { Question } from '../../src/report/report-questions.ts';
import { bookingDatabase, inDatabase } from '../cli/booking-database.ts';
import { runCli, urlOf } from '../cli/run-cli.ts';
import { type DatabaseServer, majors, sharedServer, type Target } from '../servers/start-server.ts';

describe.each(majors)('the questions at the head of doctor, on PostgreSQL %i', (major) => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await sharedServer(major);
  });

  test('are one line each, and fine where nothing is in the way', async () => {
    const target = await bookingDatabase(server);
    const { stdout } = await runCli(['doctor', '--url', urlOf(target)]);
    const [head = ''] = stdout.split('\n\n');
    expect(head.split('\n')).toEqual([
      expect.stringMatching(new RegExp(`^✓ PostgreSQL ${major}\\S* answers on 127.0.0.1:\\d+\\.$`)),
      '✓ Used: --url; nothing names another database.',
      `✓ Role ${target.user} may do what the plan needs.`,
      '✓ Nobody holds sessions.',
      expect.stringMatching(/^[✓!] The plan needs about \d+ kB more for a moment/),
    ]);
  });

  test('name who holds a table, which other configuration there is, and what the role may not do', async () => {
    const target = await bookingDatabase(server);
    const role = `looker_${target.database}`;
    await inDatabase(
      target,
      `CREATE ROLE ${role} LOGIN`,
      `GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role}`,
    );
    const holder = await server.session(target);
    await holder.query(`SET application_name = 'the shop'`);
    await holder.query('BEGIN');
    await holder.query('SELECT count(*) FROM sessions');
    const call = { env: { DATABASE_URL: 'postgres://me:secret@elsewhere:5432/shop' } };
    const other = { ...target, user: role };
    const ask = async (asked: Target) => {
      const { stdout } = await runCli(['doctor', '--json', '--url', urlOf(asked)], call);
      expect(stdout).not.toContain('secret');
      const { questions } = JSON.parse(stdout) as { questions: Question[] };
      return Object.fromEntries(questions.map((one) => [one.about, one]));
    };
    const [mine, theirs] = [await ask(target), await ask(other)];
    await holder.query('ROLLBACK');
    await holder.close();
    expect(mine.configuration).toMatchObject({
      state: 'look',
      says: expect.stringContaining('DATABASE_URL names database shop on elsewhere:5432 as me'),
    });
    expect(mine.rights).toMatchObject({ state: 'fine' });
    expect(mine.locks).toMatchObject({
      state: 'look',
      says: expect.stringMatching(
        /connection \d+ \(.*the shop; idle in transaction for \d+ seconds?\) holds sessions/,
      ),
      next: expect.stringContaining('pg_terminate_backend'),
    });
    expect(theirs.rights).toMatchObject({
      state: 'wrong',
      says: expect.stringContaining(`Role ${role} does not own sessions`),
      next: expect.stringContaining(`run: GRANT "${target.user}" TO "${role}"`),
    });
    expect(theirs.locks).toMatchObject({ says: expect.stringMatching(/holds sessions/) });
    await inDatabase(target, `DROP OWNED BY ${role}`, `DROP ROLE ${role}`);
  });
});
