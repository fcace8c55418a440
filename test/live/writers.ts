import { setTimeout as sleep } from 'node:timers/promises';
import type { OwnSession } from '../../src/postgres/connect.ts';
import { ServerError } from '../../src/postgres/server-error.ts';

/** What the writers did, by their own books. */
export interface Books {
  /** Rows by id: the person that each references (null for none) and its note. */
  readonly rows: Map<string, { readonly person: number | null; readonly note: string }>;
  /** SQLSTATEs of writes that failed. */
  readonly failures: string[];
  writes: number;
}

/** Writes until it is stopped; a person's reference is written as `spell` says at the moment. */
export interface Writers {
  readonly books: Books;
  stop(): Promise<void>;
}

/**
 * An application that inserts, updates, upserts, deletes, moves rows to other ids, and rolls back.
 *
 * @param spell a reference to person `n`, as SQL
 */
export async function startWriters(
  open: () => Promise<OwnSession>,
  connections: number,
  spell: (person: number) => string,
  pause = 2,
): Promise<Writers> {
  const books: Books = { rows: new Map(), failures: [], writes: 0 };
  let stopped = false;
  const one = async (own: number): Promise<void> => {
    const session = await open();
    const mine: string[] = [];
    let next = own * 1_000_000 + 10_000_000;
    const roll = generator(own);
    const pick = () => mine[Math.floor(roll() * mine.length)];
    while (!stopped) {
      const person = roll() < 0.1 ? null : 1 + Math.floor(roll() * 300);
      const reference = person === null ? 'NULL' : spell(person);
      const note = `w${own} ${Math.floor(roll() * 1e6)}`;
      const id = pick();
      const what = roll();
      try {
        if (what < 0.35 || id === undefined) {
          next += 1;
          await session.query(
            `INSERT INTO public.bookings (id, person, note) VALUES (${next}, ${reference}, '${note}')`,
          );
          mine.push(String(next));
          books.rows.set(String(next), { person, note });
        } else if (what < 0.6) {
          await session.query(
            `UPDATE public.bookings SET person = ${reference}, note = '${note}' WHERE id = ${id}`,
          );
          books.rows.set(id, { person, note });
        } else if (what < 0.7) {
          await session.query(
            `INSERT INTO public.bookings AS b (id, person, note) VALUES (${id}, ${reference}, '${note}') ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.note, person = EXCLUDED.person`,
          );
          books.rows.set(id, { person, note });
        } else if (what < 0.8) {
          await session.query(`DELETE FROM public.bookings WHERE id = ${id}`);
          mine.splice(mine.indexOf(id), 1);
          books.rows.delete(id);
        } else if (what < 0.9) {
          next += 1;
          await session.query(`UPDATE public.bookings SET id = ${next} WHERE id = ${id}`);
          mine.splice(mine.indexOf(id), 1, String(next));
          const was = books.rows.get(id);
          books.rows.delete(id);
          if (was !== undefined) books.rows.set(String(next), was);
        } else {
          await session.query('BEGIN');
          await session.query(`UPDATE public.bookings SET note = 'never' WHERE id = ${id}`);
          await session.query(
            `INSERT INTO public.bookings (id, note) VALUES (${next + 500_000}, 'never')`,
          );
          await session.query('ROLLBACK');
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

/** The same numbers each time. */
export function generator(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}
