import { describe, expect, it } from 'vitest';
import { pipelined } from '../../src/postgres/pipelined.ts';
import type { Param, Session } from '../../src/postgres/session.ts';
import { majors, sharedServer } from '../servers/start-server.ts';

/** The session with a count of the statements that it has at once. */
function counted(session: Session): { readonly session: Session; readonly most: () => number } {
  let [now, most] = [0, 0];
  return {
    most: () => most,
    session: {
      serverVersion: session.serverVersion,
      query: async <R>(sql: string, params?: readonly Param[]) => {
        now += 1;
        most = Math.max(most, now);
        try {
          return await session.query<R>(sql, params);
        } finally {
          now -= 1;
        }
      },
    },
  };
}

const numbers = (session: Session) =>
  Promise.all(
    [1, 2, 3].map(async (n) => {
      const { rows } = await session.query<{ n: number }>('SELECT $1::int4 AS n', [n]);
      return rows[0]?.n;
    }),
  );

async function numbersOneByOne(session: Session): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const n of [1, 2, 3]) {
    const { rows } = await session.query<{ n: number }>('SELECT $1::int4 AS n', [n]);
    found.push(rows[0]?.n);
  }
  return found;
}

const broken = (session: Session) =>
  Promise.all([
    session.query('SELECT 1 AS n'),
    session.query('SELECT 1 / 0 AS n'),
    session.query('SELECT 2 AS n'),
  ]);

describe.each(majors)('pipelined on PostgreSQL %i', (major) => {
  it('gives each reader its own answer, also within another, and goes on after a failure', async () => {
    const server = await sharedServer(major);
    const target = await server.createDatabase();
    const session = await server.session(target);
    const found = await pipelined(session, (ahead) =>
      Promise.all([numbers(ahead), pipelined(ahead, numbers)]),
    );
    expect(found).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    await session.query('BEGIN');
    await expect(pipelined(session, broken)).rejects.toMatchObject({ sqlstate: '22012' });
    await session.query('ROLLBACK');
    expect(await numbersOneByOne(session)).toEqual([1, 2, 3]);
    await session.close();
    await server.dropDatabase(target);
  });

  it('sends one statement after the other where a session takes no more', async () => {
    const server = await sharedServer(major);
    const target = await server.createDatabase();
    const own = await server.session(target);
    const { session, most } = counted(own);
    expect(
      await pipelined(session, (turn) => Promise.all([numbers(turn), pipelined(turn, numbers)])),
    ).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    await expect(pipelined(session, broken)).rejects.toMatchObject({ sqlstate: '22012' });
    expect(await numbersOneByOne(session)).toEqual([1, 2, 3]);
    expect(most()).toBe(1);
    await own.close();
    await server.dropDatabase(target);
  });
});
