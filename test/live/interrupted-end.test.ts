import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import { readState } from '../cases/state.ts';
import { majors, type OwnSession, sharedServer, type Target } from '../servers/start-server.ts';
import { startPgmend } from './start-pgmend.ts';

const setup = [
  `CREATE TABLE people (id integer PRIMARY KEY)`,
  `INSERT INTO people SELECT generate_series(1, 100)`,
  `CREATE TABLE bookings (id integer PRIMARY KEY, person integer REFERENCES people)`,
  `INSERT INTO bookings SELECT g, g % 100 + 1 FROM generate_series(1, 500) AS g`,
  // Whoever validates a key waits for whoever has this lock.
  `CREATE FUNCTION wait_here() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
   IF current_query() LIKE '%VALIDATE CONSTRAINT%' THEN PERFORM pg_advisory_xact_lock(4711); END IF; END $$`,
  `CREATE EVENT TRIGGER waiting ON ddl_command_start WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION wait_here()`,
];
const rekey = ['rekey', 'people.id', '--to', 'bigint', '--live', '--yes'];

/** Starts it, kills it once the database is where it has to be, and waits for its connections to end. */
async function killWhen(
  session: OwnSession,
  target: Target,
  args: readonly string[],
  there: string,
): Promise<void> {
  const running = startPgmend(target, args);
  for (let tries = 0; ; tries += 1) {
    const { rows } = await session
      .query<{ there: boolean }>(`SELECT coalesce((${there}), false) AS there`)
      .catch(() => ({ rows: [] }));
    if (rows[0]?.there === true) break;
    if (tries > 1_000 || running.child.exitCode !== null) {
      throw new Error(`${args.join(' ')} does not come there:\n${running.said()}`);
    }
    await sleep(10);
  }
  running.child.kill('SIGKILL');
  await running.ended;
  await session.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'pgmend%'`,
  );
  await sleep(200);
}

const triggers = `SELECT count(*)::int FROM pg_trigger WHERE tgname LIKE 'pgmend_live%'`;
const left = `SELECT (SELECT count(*)::int FROM pg_class WHERE relname LIKE 'live\\_1\\_%') AS tables, (${triggers}) AS triggers`;

describe.each(majors)('what ends a live execution, killed on PostgreSQL %i', (major) => {
  async function database() {
    const server = await sharedServer(major);
    const target = await server.createDatabase();
    const session = await server.session(target);
    const holder = await server.session(target);
    for (const one of [session, holder]) await one.query(`SET application_name = 'test'`);
    for (const sql of setup) await session.query(sql);
    const before = await readState(session);
    const close = async () => {
      await session.close();
      await holder.close();
      await server.dropDatabase(target);
    };
    return { target, session, holder, before, close };
  }

  it('an undo before the cut-over can only go on: what was written meanwhile is not captured', async () => {
    const { target, session, holder, before, close } = await database();
    await killWhen(
      session,
      target,
      [...rekey, '--cutover', 'manual'],
      `(SELECT progress ->> 'waiting' = 'cutover' FROM pgmend.live)`,
    );
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE people IN ACCESS SHARE MODE');
    // The triggers of bookings go, those of people cannot.
    await killWhen(session, target, ['undo', '--yes'], `(${triggers}) BETWEEN 1 AND 3`);
    await session.query(`UPDATE bookings SET person = 7 WHERE id = 1`);
    for (const args of [['resume'], ['cutover']]) {
      const refused = await pgmend(target, args);
      expect(refused.code, refused.stdout + refused.stderr).toBe(1);
      expect(refused.stderr).toContain('live-ending');
      expect(refused.stderr).toContain('pgmend undo');
    }
    expect((await pgmend(target, ['status'])).stdout).toContain('pgmend undo');
    await holder.query('COMMIT');
    const undone = await pgmend(target, ['undo', '--yes']);
    expect(undone.code, undone.stdout + undone.stderr).toBe(0);
    await session.query(`UPDATE bookings SET person = 2 WHERE id = 1`);
    expect(await readState(session)).toEqual(before);
    expect((await session.query(left)).rows).toEqual([{ tables: 0, triggers: 0 }]);
    const again = await pgmend(target, ['resume']);
    expect(again.stderr).toContain('no-live-run');
    await close();
  });

  it('an undo behind its swap validates what is left, and leaves nothing', async () => {
    const { target, session, holder, before, close } = await database();
    const done = await pgmend(target, rekey);
    expect(done.code, done.stdout + done.stderr).toBe(0);
    await holder.query('SELECT pg_advisory_lock(4711)');
    await killWhen(
      session,
      target,
      ['undo', '--yes'],
      `SELECT phase = 'returned' FROM pgmend.live`,
    );
    await holder.query('SELECT pg_advisory_unlock(4711)');
    const run = /run ([\w-]+)/.exec((await pgmend(target, ['doctor'])).stdout);
    expect(run).not.toBeNull();
    expect((await pgmend(target, ['resume'])).stderr).toContain('live-ending');
    expect((await pgmend(target, ['finish', '--yes'])).code).toBe(1);
    const undone = await pgmend(target, ['undo', '--yes']);
    expect(undone.code, undone.stdout + undone.stderr).toBe(0);
    expect(await readState(session)).toEqual(before);
    expect((await session.query(left)).rows).toEqual([{ tables: 0, triggers: 0 }]);
    await close();
  });

  it('a cut-over that is proved goes on, also where something was laid on the tables since', async () => {
    const { target, session, holder, close } = await database();
    await holder.query('SELECT pg_advisory_lock(4711)');
    await killWhen(
      session,
      target,
      rekey,
      `SELECT phase = 'validating' AND EXISTS (SELECT FROM pgmend.repairs WHERE proof IS NOT NULL) AND EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'advisory') FROM pgmend.live`,
    );
    await holder.query('SELECT pg_advisory_unlock(4711)');
    await session.query('CREATE INDEX theirs ON bookings (person)');
    const resumed = await pgmend(target, ['resume']);
    expect(resumed.stderr).not.toContain('not-taken-back');
    expect(resumed.stdout).toContain('index public.theirs');
    const { rows } = await session.query(
      `SELECT phase, (SELECT convalidated FROM pg_constraint WHERE conname = 'bookings_person_fkey') AS valid, to_regclass('theirs')::text AS theirs FROM pgmend.live`,
    );
    expect(rows).toEqual([{ phase: 'done', valid: true, theirs: 'theirs' }]);
    await close();
  });

  it('a finish goes on, and leaves no way back', async () => {
    const { target, session, holder, close } = await database();
    const done = await pgmend(target, rekey);
    expect(done.code, done.stdout + done.stderr).toBe(0);
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE people IN ACCESS SHARE MODE');
    await killWhen(session, target, ['finish', '--yes'], `(${triggers}) BETWEEN 1 AND 3`);
    await holder.query('COMMIT');
    const refused = await pgmend(target, ['undo', '--yes']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('pgmend finish');
    const finished = await pgmend(target, ['finish', '--yes']);
    expect(finished.code, finished.stdout + finished.stderr).toBe(0);
    expect((await session.query(left)).rows).toEqual([{ tables: 0, triggers: 0 }]);
    const { rows } = await session.query(
      `SELECT (SELECT phase FROM pgmend.live) AS phase, (SELECT state FROM pgmend.repairs) AS state, (SELECT count(*)::int FROM pgmend.value_pairs) AS pairs`,
    );
    expect(rows).toEqual([{ phase: 'finished', state: 'finished', pairs: 0 }]);
    await close();
  });
});
