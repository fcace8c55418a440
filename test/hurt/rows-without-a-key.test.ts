import { describe, expect, it } from 'vitest';
import { majors } from '../servers/start-server.ts';
import { hurting } from './hurt.ts';
import { addKey } from './platform.ts';

describe.each(majors)('rows without a primary key, on PostgreSQL %i', (major) => {
  it('equal rows with different kept values, and with NULL, all come back', () =>
    hurting(
      {
        major,
        setup: `
          CREATE TABLE users (id serial PRIMARY KEY, username text UNIQUE NOT NULL);
          INSERT INTO users (username) VALUES ('ada'), ('grace');
          CREATE TABLE users_backup AS SELECT md5(username)::uuid AS id, username FROM users;
          CREATE TABLE sessions ("userId" uuid, note text, made json);
          INSERT INTO sessions SELECT md5(u)::uuid, n, '{"a":  1}' FROM (VALUES
            ('ada', 'same'), ('ada', 'same'), ('grace', 'same'), ('grace', NULL), ('ada', NULL), (NULL, 'same'), (NULL, 'same'),
            ('nobody', 'same'), ('nobody', 'same'), ('no one', 'same'), ('no one', NULL)) AS v (u, n);`,
        migration: addKey,
      },
      async (one) => {
        const mended = await one.run();
        expect(mended.code, mended.stderr).toBe(0);
        expect(
          await one.rows(
            `SELECT count(*)::int AS rows, count("userId")::int AS known FROM sessions`,
          ),
        ).toEqual([[11, 5]]);
        expect(await one.rows(`SELECT count(*)::int FROM pgmend.kept_values`)).toEqual([[4]]);
        const undone = await one.pgmend('undo', '--yes');
        expect(undone.code, undone.stderr).toBe(0);
        expect(await one.state()).toEqual(one.before);
        expect(
          await one.rows(`SELECT count(*)::int FROM pgmend.kept_values WHERE restored IS NULL`),
        ).toEqual([[0]]);
      },
    ));
});
