import { describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import { readState } from '../cases/state.ts';
import { majors, sharedServer } from '../servers/start-server.ts';

/** Somebody's event trigger writes a comment on the new table at the cut-over; and lets it not go again, where it insists. */
const schema = (insists: boolean) => [
  `CREATE TABLE people (id integer PRIMARY KEY)`,
  `INSERT INTO people SELECT generate_series(1, 100)`,
  `CREATE TABLE bookings (id integer PRIMARY KEY, person integer REFERENCES people)`,
  `INSERT INTO bookings SELECT g, g % 100 + 1 FROM generate_series(1, 500) AS g`,
  `CREATE FUNCTION meddle() RETURNS event_trigger LANGUAGE plpgsql AS $$
   DECLARE own oid = to_regclass('public.bookings'); now_ text = txid_current()::text; BEGIN
     IF NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = own AND attname = 'person' AND atttypid = 'bigint'::regtype) THEN RETURN; END IF;
     IF obj_description(own) IS NULL THEN EXECUTE format('COMMENT ON TABLE public.bookings IS %L', now_);
     ${insists ? `ELSIF obj_description(own) <> now_ THEN RAISE 'it stays';` : ''}
     END IF; END $$`,
  `CREATE EVENT TRIGGER meddling ON ddl_command_end WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION meddle()`,
];
const begin = ['rekey', 'people.id', '--to', 'bigint', '--live', '--yes'];

describe.each(majors)(
  'a live execution whose proof fails behind the cut-over, on PostgreSQL %i',
  (major) => {
    async function database(insists: boolean) {
      const server = await sharedServer(major);
      const target = await server.createDatabase();
      const session = await server.session(target);
      for (const sql of schema(insists)) await session.query(sql);
      const before = await readState(session);
      const left = async () =>
        (
          await session.query(
            `SELECT phase, (SELECT array_agg(kind || ' ' || state ORDER BY id) FROM pgmend.repairs) AS repairs,
             (SELECT count(*)::int FROM pg_trigger WHERE tgname LIKE 'pgmend%') AS triggers FROM pgmend.live`,
          )
        ).rows;
      const close = async () => {
        await session.close();
        await server.dropDatabase(target);
      };
      return { target, session, before, left, close };
    }

    it('is taken back by itself, and everything is what it was', async () => {
      const { target, session, before, left, close } = await database(false);
      const ended = await pgmend(target, begin);
      expect(ended.code).toBe(1);
      expect(ended.stderr).toContain('table public.bookings changed, which was not planned');
      expect(ended.stderr).toContain('Everything was rolled back.');
      expect(await readState(session)).toEqual(before);
      expect(await left()).toEqual([
        { phase: 'undone', repairs: ['mend undone', 'undo applied'], triggers: 0 },
      ]);
      await close();
    });

    it('is taken back by resume, where it could not be at once', async () => {
      const { target, session, before, left, close } = await database(true);
      expect((await pgmend(target, begin)).stderr).toContain('not-taken-back');
      await session.query('DROP EVENT TRIGGER meddling');
      const resumed = await pgmend(target, ['resume']);
      expect(resumed.code, resumed.stdout + resumed.stderr).toBe(1);
      expect(resumed.stderr).toContain('table public.bookings changed, which was not planned');
      const after = await readState(session);
      const { 'event trigger meddling': _, ...objects } = before.objects;
      expect(after).toEqual({ rows: before.rows, objects });
      expect(await left()).toEqual([
        { phase: 'undone', repairs: ['mend undone', 'undo applied'], triggers: 0 },
      ]);
      await close();
    });

    it('is not taken back by resume over what was laid on the tables since', async () => {
      const { target, session, left, close } = await database(true);
      expect((await pgmend(target, begin)).stderr).toContain('not-taken-back');
      await session.query('DROP EVENT TRIGGER meddling');
      await session.query(`COMMENT ON COLUMN bookings.person IS 'theirs'`);
      const resumed = await pgmend(target, ['resume']);
      expect(resumed.code).toBe(1);
      expect(resumed.stderr).toContain('may have been altered since the cut-over');
      expect(await left()).toMatchObject([{ phase: 'validating', repairs: ['mend applied'] }]);
      await close();
    });

    it('says so where that fails too, and can be taken back once the reason is gone', async () => {
      const { target, session, before, left, close } = await database(true);
      const ended = await pgmend(target, begin);
      expect(ended.code).toBe(1);
      expect(ended.stderr).toContain('not-taken-back');
      expect(ended.stderr).toContain('The new tables are in place, the old ones are kept');
      expect(ended.stderr).not.toContain('Everything was rolled back');
      expect(await left()).toMatchObject([{ phase: 'validating', repairs: ['mend applied'] }]);
      await session.query('DROP EVENT TRIGGER meddling');
      await session.query('COMMENT ON TABLE bookings IS NULL');
      const undone = await pgmend(target, ['undo', '--yes']);
      expect(undone.code, undone.stdout + undone.stderr).toBe(0);
      const after = await readState(session);
      expect(after.rows).toEqual(before.rows);
      const { 'event trigger meddling': _, ...objects } = before.objects;
      expect(after.objects).toEqual(objects);
      await close();
    });
  },
);
