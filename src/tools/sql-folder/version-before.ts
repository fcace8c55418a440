import { PgmendError } from '../../postgres/pgmend-error.ts';
import { stamp } from '../name-before.ts';
import { byVersion, type SqlFile, type SqlFolder } from './sql-folder.ts';

/** A version with fourteen digits is a time. */
const firstTime = 19_000_101_000_000;

/**
 * A version that no file has and that the tool takes immediately before a file, or behind all.
 *
 * Where versions have several numbers (folders below count too, as with Flyway) there is always room.
 *
 * @param files in the tool's order
 * @param before the name of one of them; null: after all
 * @throws PgmendError `no-such-migration`, `no-room-for-migration`
 */
export function versionBefore(
  { below = 0, deep }: Pick<SqlFolder, 'below' | 'deep'>,
  files: readonly SqlFile[],
  before: string | null,
  now: Date,
): readonly number[] {
  // What is repeatable runs behind every version.
  const numbered = files.filter(({ version }) => version.every(Number.isFinite));
  const at = before === null ? numbered.length : numbered.findIndex((one) => one.name === before);
  if (at < 0) {
    throw new PgmendError(
      'no-such-migration',
      `There is no migration ${before} with a version of its own.`,
      'Name it as its file is called, with the ending.',
    );
  }
  const previous = numbered[at - 1]?.version ?? [below];
  const next = numbered[at]?.version ?? null;
  const candidates =
    next === null ? behind(previous, now) : [...between(next), ...inside(previous, deep)];
  const found = candidates.find(
    (one) => byVersion(previous, one) < 0 && (next === null || byVersion(one, next) < 0),
  );
  if (found !== undefined) return found;
  throw new PgmendError(
    'no-room-for-migration',
    `There is no version between ${numbered[at - 1]?.name ?? 'the beginning'} and ${before}.`,
    'Write the SQL instead (pgmend export --format sql), or name another migration with --before.',
  );
}

function behind([number = 0]: readonly number[], now: Date): readonly (readonly number[])[] {
  const isTime = number <= 0 || number >= firstTime;
  return isTime ? [[Number(stamp(now))], [number + 1]] : [[number + 1]];
}

/** A second earlier where the next one is a time; the number before it. */
function between(next: readonly number[]): readonly (readonly number[])[] {
  const [number = 0] = next;
  if (next.length > 1) return [];
  const [, year = 0, month = 1, ...rest] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(`${number}`)?.map(Number) ?? [];
  const earlier = new Date(Date.UTC(year, month - 1, ...rest) - 1000);
  return [...(number >= firstTime ? [[Number(stamp(earlier))]] : []), [number - 1]];
}

function inside(previous: readonly number[], deep: boolean): readonly (readonly number[])[] {
  return deep ? [[], [0], [0, 0]].map((zeros) => [...previous, ...zeros, 1]) : [];
}
