import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OwnSession } from '../../src/postgres/connect.ts';

export interface LoadOptions {
  readonly clients: number;
  readonly seconds: number;
  /** Writes a second of all clients together; null for as many as they can. */
  readonly rate: number | null;
  readonly keys: number;
  readonly signal?: AbortSignal;
}

/** What a load has seen. Milliseconds. */
export interface Load {
  readonly writes: number;
  readonly seconds: number;
  readonly latencies: Float64Array;
  readonly longest: number;
  /** Rows that it has written and not deleted again. */
  readonly rows: number;
  /** Writes that took more than 200 ms: when they ended. */
  readonly slow: readonly { readonly at: number; readonly took: number }[];
  readonly failures: readonly { readonly sqlstate: string; readonly naming: boolean }[];
}

export function percentile({ latencies }: Load, part: number): number {
  return latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * part))] ?? 0;
}

/**
 * Bookings that are made, paid, and given up, as the platform does; half of the statements name the retyped column.
 * At a fixed rate each write has its moment, and waits count from there: a late write is a slow one.
 */
export async function loadSessions(
  open: () => Promise<OwnSession>,
  options: LoadOptions,
): Promise<Load> {
  const { clients, seconds, rate, keys, signal } = options;
  const latencies: number[] = [];
  const failures: { sqlstate: string; naming: boolean }[] = [];
  const slow: { at: number; took: number }[] = [];
  let rows = 0;
  let writes = 0;
  const started = performance.now();
  const end = started + seconds * 1000;
  const client = async (number: number): Promise<void> => {
    const session = await open();
    await session.query(`SELECT set_config('statement_timeout', '60s', false)`);
    const mine: string[] = [];
    const gap = rate === null ? 0 : (1000 * clients) / rate;
    let due = performance.now() + Math.random() * gap;
    let isText = false;
    for (let at = 0; performance.now() < end && signal?.aborted !== true; at += 1) {
      if (rate !== null) {
        const wait = due - performance.now();
        if (wait > 1) await sleep(wait);
      }
      const from = rate === null ? performance.now() : Math.min(due, performance.now());
      due += gap;
      const kind = at % 4;
      const person = 1 + Math.floor(Math.random() * keys);
      const naming = kind === 0;
      try {
        if (naming) {
          const value = isText ? String(person) : `md5('u${person}')::uuid`;
          const made = await session.query<{ id: string }>(
            `INSERT INTO public.sessions ("userId", status, note) VALUES (${value}, 'open', 'load ${number} ${at}') RETURNING id`,
          );
          const id = made.rows[0]?.id;
          if (id !== undefined) mine.push(id);
          rows += 1;
        } else if (kind === 3 && mine.length > 50) {
          await session.query(`DELETE FROM public.sessions WHERE id = ${mine.shift()}`);
          rows -= 1;
        } else {
          const id = mine[Math.floor(Math.random() * mine.length)] ?? '1';
          await session.query(`UPDATE public.sessions SET status = 'paid' WHERE id = ${id}`);
        }
        writes += 1;
      } catch (error) {
        const sqlstate = (error as { sqlstate?: string }).sqlstate ?? 'none';
        failures.push({ sqlstate, naming });
        // The application is told of the new type by the first error, as a deployment would tell it.
        if (naming) isText = true;
      }
      const took = performance.now() - from;
      latencies.push(took);
      if (took > 200) slow.push({ at: performance.now() - started, took });
    }
    await session.close();
  };
  await Promise.all(Array.from({ length: clients }, (_, at) => client(at)));
  const sorted = Float64Array.from(latencies).sort();
  return {
    writes,
    seconds: (performance.now() - started) / 1000,
    latencies: sorted,
    longest: sorted.at(-1) ?? 0,
    rows,
    failures,
    slow,
  };
}
