import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * How long `pgmend explain TEXT` takes beside `node -e 0`, both as whole processes. They run in turn, so that
 * what else the machine does meets both; the medians and their ratio are printed.
 */
const pairs = 11;
const target = 4;

const message =
  'ERROR: foreign key constraint "sessions_userId_fkey" cannot be implemented\n' +
  'DETAIL: Key columns "userId" and "id" are of incompatible types: uuid and integer.';
const built = join(import.meta.dirname, '..', 'dist', 'cli.js');

const explain = () => milliseconds([built, 'explain', message]);
const nothing = () => milliseconds(['-e', '0']);

// The first run of each fills the file system's cache.
explain();
nothing();
const measured = Array.from({ length: pairs }, () => ({
  explain: explain(),
  nothing: nothing(),
}));
const [own, bare] = [
  median(measured.map((pair) => pair.explain)),
  median(measured.map((pair) => pair.nothing)),
];
const ratio = own / bare;
process.stdout.write(
  [
    `pgmend explain  ${own.toFixed(0)} ms`,
    `node -e 0       ${bare.toFixed(0)} ms`,
    `ratio           ${ratio.toFixed(2)} (median of ${pairs} pairs; at most ${target})`,
    '',
  ].join('\n'),
);
process.exitCode = ratio <= target ? 0 : 1;

function milliseconds(args: readonly string[]): number {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const end = process.hrtime.bigint();
  if (status !== 0) throw new Error(`node ${args[0]} ended with code ${status}: ${stderr}`);
  return Number(end - start) / 1e6;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
