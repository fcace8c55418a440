import { majors } from '../../test/servers/start-server.ts';

/** Sizes and settings of the run, from the environment. */
export const rows = Number(process.env.PGMEND_BENCH_ROWS ?? 4_000_000);
export const keys = Number(process.env.PGMEND_BENCH_KEYS ?? 500_000);
export const clients = Number(process.env.PGMEND_BENCH_CLIENTS ?? 8);
export const seconds = Number(process.env.PGMEND_BENCH_SECONDS ?? 20);
export const major = Number(process.env.PGMEND_BENCH_MAJOR ?? majors.at(-1) ?? 18);
export const only = process.env.PGMEND_BENCH_ONLY ?? '';
/** Writes a second beside the work; null: half of what the server manages. */
export const fixedRate =
  process.env.PGMEND_BENCH_RATE === undefined ? null : Number(process.env.PGMEND_BENCH_RATE);
/** How often what is compared without load is measured, in turn. */
export const rounds = Number(process.env.PGMEND_BENCH_ROUNDS ?? 3);
export const durable = process.env.PGMEND_BENCH_DURABLE ?? 'off';

export const limits = {
  ofLocked: 0.6,
  ofFresh: 1.2,
  fasterThanBatches: 5,
  underLoadOfLocked: 1,
  rateKept: 0.95,
  /** Milliseconds. */
  wait: 250,
};
