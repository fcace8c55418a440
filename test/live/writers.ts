import { setTimeout as sleep } from 'node:timers/promises';
import type { OwnSession } from '../../src/postgres/connect.ts';
import { ServerError } from '../../src/postgres/server-error.ts';

interface Row {
  /** Null for none. */
  readonly person: number | null;
  readonly note: string;
}

/** What the writers did, by their own books. */
export interface Books {
  /** Rows of bookings by id. */
  readonly rows: Map<string, Row>;
  /** Rows of the table that is truncated. */
  readonly truncatable: Map<string, Row>;
  /** SQLSTATEs of writes that failed. */
  readonly failures: string[];
  writes: number;
  truncated: number;
}

/** Writes until it is stopped; a person's reference is written as `spell` says at the moment. */
export interface Writers {
  readonly books: Books;
  stop(): Promise<void>;
}

/** Ids of bookings that every writer inserts or updates, whoever comes first. */
const shared = { first: 9_000_000, count: 20 };

/**
 * An application that inserts, updates, upserts rows of its own and of others, deletes, moves rows to other ids, and
 * rolls back, wholly and to savepoints.
 *
 * @param spell a reference to person `n`, as SQL
 * @param truncates a table like bookings that the first writer fills, and empties from time to time
 */
export async function startWriters(
  open: () => Promise<OwnSession>,
  connections: number,
  spell: (person: number) => string,
  pause = 2,
  truncates: string | null = null,
): Promise<Writers> {
  const books: Books = {
    rows: new Map(),
    truncatable: new Map(),
    failures: [],
    writes: 0,
    truncated: 0,
  };
  /** How often each shared row was written, by what its note said. */
  const turns = new Map<string, number>();
  let stopped = false;
  const one = async (own: number): Promise<void> => {
    const session = await open();
    const mine: string[] = [];
    let next = own * 1_000_000 + 10_000_000;
    const roll = generator(own);
    const pick = () => mine[Math.floor(roll() * mine.length)];
    const inOne = async (statements: readonly string[]) => {
      for (const sql of statements) await session.query(sql);
    };
    while (!stopped) {
      const person = roll() < 0.1 ? null : 1 + Math.floor(roll() * 300);
      const reference = person === null ? 'NULL' : spell(person);
      const note = `w${own} ${Math.floor(roll() * 1e6)}`;
      const id = pick();
      const what = roll();
      try {
        if (truncates !== null && own === 1 && roll() < 0.3) {
          await writeTruncatable(inOne, truncates, books, roll, { person, note }, reference);
        } else if (what < 0.3 || id === undefined) {
          next += 1;
          await session.query(
            `INSERT INTO public.bookings (id, person, note) VALUES (${next}, ${reference}, '${note}')`,
          );
          mine.push(String(next));
          books.rows.set(String(next), { person, note });
        } else if (what < 0.5) {
          await session.query(
            `UPDATE public.bookings SET person = ${reference}, note = '${note}' WHERE id = ${id}`,
          );
          books.rows.set(id, { person, note });
        } else if (what < 0.58) {
          await session.query(
            `INSERT INTO public.bookings AS b (id, person, note) VALUES (${id}, ${reference}, '${note}') ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.note, person = EXCLUDED.person`,
          );
          books.rows.set(id, { person, note });
        } else if (what < 0.66) {
          // Others meet it too; the count in its note says who came last.
          const met = String(shared.first + Math.floor(roll() * shared.count));
          const { rows } = await session.query<{ note: string }>(
            `INSERT INTO public.bookings AS b (id, person, note) VALUES (${met}, ${reference}, '1 ${note}') ON CONFLICT (id) DO UPDATE SET person = EXCLUDED.person, ` +
              `note = (split_part(b.note, ' ', 1)::int + 1) || ' ${note}' RETURNING note`,
          );
          const written = rows[0]?.note ?? '';
          if (Number.parseInt(written, 10) > (turns.get(met) ?? 0)) {
            turns.set(met, Number.parseInt(written, 10));
            books.rows.set(met, { person, note: written });
          }
        } else if (what < 0.75) {
          await session.query(`DELETE FROM public.bookings WHERE id = ${id}`);
          mine.splice(mine.indexOf(id), 1);
          books.rows.delete(id);
        } else if (what < 0.84) {
          next += 1;
          await session.query(`UPDATE public.bookings SET id = ${next} WHERE id = ${id}`);
          mine.splice(mine.indexOf(id), 1, String(next));
          const was = books.rows.get(id);
          books.rows.delete(id);
          if (was !== undefined) books.rows.set(String(next), was);
        } else if (what < 0.92) {
          next += 1;
          await inOne([
            'BEGIN',
            `INSERT INTO public.bookings (id, person, note) VALUES (${next}, ${reference}, '${note}')`,
            'SAVEPOINT one',
            `DELETE FROM public.bookings WHERE id = ${id}`,
            `UPDATE public.bookings SET id = ${next + 500_000}, note = 'never' WHERE id = ${next}`,
            'ROLLBACK TO one',
            `UPDATE public.bookings SET note = '${note} kept' WHERE id = ${next}`,
            'COMMIT',
          ]);
          mine.push(String(next));
          books.rows.set(String(next), { person, note: `${note} kept` });
        } else {
          await inOne([
            'BEGIN',
            `UPDATE public.bookings SET note = 'never' WHERE id = ${id}`,
            `INSERT INTO public.bookings (id, note) VALUES (${next + 500_000}, 'never')`,
            'ROLLBACK',
          ]);
        }
        books.writes += 1;
      } catch (error) {
        if (!(error instanceof ServerError)) throw error;
        books.failures.push(`${error.sqlstate} ${error.message}`);
        await session.query('ROLLBACK').catch(() => {});
      }
      await sleep(pause);
    }
    await session.close();
  };
  const all = Array.from({ length: connections }, (_, at) => one(at + 1));
  return {
    books,
    stop: async () => {
      stopped = true;
      await Promise.all(all);
    },
  };
}

/** Inserts a row, or empties the table for good, for nothing, or together with what comes in behind it. */
async function writeTruncatable(
  inOne: (statements: readonly string[]) => Promise<void>,
  table: string,
  books: Books,
  roll: () => number,
  row: Row,
  reference: string,
): Promise<void> {
  const id = String(1 + Math.floor(roll() * 1e9));
  const insert = `INSERT INTO ${table} (id, person, note) VALUES (${id}, ${reference}, '${row.note}')`;
  const what = roll();
  if (what < 0.85) await inOne([insert]);
  else if (what < 0.9) {
    await inOne(['BEGIN', `TRUNCATE ${table}`, insert, 'ROLLBACK']);
    return;
  } else {
    await inOne(['BEGIN', insert.replace(id, '-1'), `TRUNCATE ${table}`, insert, 'COMMIT']);
    books.truncatable.clear();
    books.truncated += 1;
  }
  books.truncatable.set(id, row);
}

/** The same numbers each time. */
export function generator(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}
