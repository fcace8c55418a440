import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import {
  type DatabaseServer,
  majors,
  type OwnSession,
  sharedServer,
  type Target,
} from '../servers/start-server.ts';

describe.each(majors)(
  'what was laid over a repair without a statement, on PostgreSQL %i',
  (major) => {
    let server: DatabaseServer;
    let target: Target;
    let session: OwnSession;
    const references = async () =>
      (await session.query('SELECT user_id FROM bookings ORDER BY id')).rows.map(
        (one) => one.user_id,
      );
    const keys = async () =>
      (
        await session.query(
          `SELECT conname FROM pg_constraint WHERE conrelid = 'bookings'::regclass AND contype IN ('c', 'f') ORDER BY 1`,
        )
      ).rows.map((one) => one.conname);

    beforeEach(async () => {
      server = await sharedServer(major);
      target = await server.createDatabase();
      session = await server.session(target);
      await session.query(`CREATE TABLE users (id integer PRIMARY KEY);
      INSERT INTO users SELECT generate_series(1, 40);
      CREATE TABLE places (id integer PRIMARY KEY);
      CREATE TABLE bookings (id integer PRIMARY KEY, user_id integer, place_id integer);
      INSERT INTO bookings SELECT n, n FROM generate_series(1, 43) AS n;`);
    });
    afterEach(async () => {
      await session.close();
      await server.dropDatabase(target);
    });

    it.each([['keep'], ['set-aside']])(
      'the foreign key that names suggested goes with it (--unmatched %s)',
      async (unmatched) => {
        const before = await references();
        const fixed = await pgmend(target, ['fix', '--all', '--yes', '--unmatched', unmatched]);
        expect(fixed.code, fixed.stdout + fixed.stderr).toBe(0);
        expect(await references()).not.toEqual(before);
        await session.query(`ALTER TABLE bookings ADD CONSTRAINT later FOREIGN KEY (user_id) REFERENCES users,
        ADD CONSTRAINT elsewhere FOREIGN KEY (place_id) REFERENCES places`);
        const undone = await pgmend(target, ['undo', '--yes']);
        expect(undone.code, undone.stdout + undone.stderr).toBe(0);
        expect(undone.stdout).toContain('later on bookings is gone.');
        expect(await references()).toEqual(before);
        expect(await keys()).toEqual(['elsewhere']);
      },
    );

    it('another constraint is named, and nothing is changed until it is dropped', async () => {
      const before = await references();
      expect((await pgmend(target, ['fix', '--all', '--yes'])).code).toBe(0);
      await session.query(`ALTER TABLE bookings ADD CONSTRAINT later FOREIGN KEY (user_id) REFERENCES users,
      ADD CONSTRAINT "Few" CHECK (user_id < 41)`);
      const mended = await references();
      const stopped = await pgmend(target, ['undo', '--yes']);
      expect(stopped.code).toBe(1);
      expect(stopped.stderr).toContain('[constraint-in-the-way]');
      expect(stopped.stderr).not.toContain('postgres-23');
      expect(await references()).toEqual(mended);
      expect(await keys()).toEqual(['Few', 'later']);

      const [drop = ''] = /ALTER TABLE .*;/.exec(stopped.stderr) ?? [];
      await session.query(drop);
      const undone = await pgmend(target, ['undo', '--yes']);
      expect(undone.code, undone.stdout + undone.stderr).toBe(0);
      expect(await references()).toEqual(before);
    });
  },
);
