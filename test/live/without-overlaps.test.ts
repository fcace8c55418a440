import { describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import { readState } from '../cases/state.ts';
import { majors } from '../servers/start-server.ts';
import { databaseWith } from './database-with.ts';

const rekey = ['rekey', 'users.id', '--to', 'bigint', '--yes'];
const tables = [
  `CREATE TABLE users (id integer PRIMARY KEY)`,
  `INSERT INTO users SELECT generate_series(1, 20)`,
  `CREATE TABLE stays (id integer NOT NULL UNIQUE, rooms int4range, during tsrange, user_id integer NOT NULL REFERENCES users, CONSTRAINT no_two PRIMARY KEY (rooms, during WITHOUT OVERLAPS))`,
  `INSERT INTO stays SELECT g, int4range(g, g + 1), tsrange('2026-01-01', '2026-02-01'), g FROM generate_series(1, 20) AS g`,
];

describe.each(majors.filter((major) => major >= 18))(
  'a key WITHOUT OVERLAPS, on PostgreSQL %i',
  (major) => {
    it('is refused live, by name, and kept in one transaction', async () => {
      const { target, session, close } = await databaseWith(major, tables);
      const before = await readState(session);
      const live = await pgmend(target, [...rekey, '--live']);
      expect(live.code).toBe(1);
      expect(live.stderr).toContain(
        'The key no_two of stays is WITHOUT OVERLAPS. [live-impossible]',
      );
      expect(await readState(session)).toEqual(before);
      const direct = await pgmend(target, rekey);
      expect(direct.code, direct.stderr).toBe(0);
      const undone = await pgmend(target, ['undo', '--yes']);
      expect(undone.code, undone.stderr).toBe(0);
      expect(await readState(session)).toEqual(before);
      await close();
    });
  },
);
