import { PgmendError } from '../postgres/pgmend-error.ts';
import { byName } from './by-name.ts';

/**
 * A name that the tool, which compares names letter by letter, takes immediately before another one.
 *
 * @param names all of them, in the tool's order.
 * @param before one of them; null: after all.
 * @param slug of the new name.
 * @param now where no neighbour gives the time.
 * @param style what stands between the time and the rest, and how a name ends where no neighbour shows it.
 * @throws PgmendError `no-such-migration`, `no-room-for-migration`
 */
export function nameBefore(
  names: readonly string[],
  before: string | null,
  slug: string,
  now: Date,
  { separator = '-', ending: usual = '.js' } = {},
): string {
  const at = before === null ? names.length : names.indexOf(before);
  if (at < 0) {
    throw new PgmendError(
      'no-such-migration',
      `There is no migration ${before}.`,
      'Name it as its file is called, with the ending.',
    );
  }
  const previous = names[at - 1] ?? '';
  const ending = /\.[a-z]+$/.exec(before ?? previous)?.[0] ?? usual;
  const candidates =
    before === null
      ? [`${stamp(now)}${separator}${slug}`, `${stem(previous)}_${slug}`]
      : [
          ...justBefore(before, slug, separator),
          `${stem(previous)}_${slug}`,
          `${digits(before)}-0-${slug}`,
        ];
  const name = candidates
    .map((one) => `${one}${ending}`)
    .find((one) => byName(previous, one) < 0 && (before === null || byName(one, before) < 0));
  if (name !== undefined) return name;
  throw new PgmendError(
    'no-room-for-migration',
    `No name sorts between ${previous} and ${before}.`,
    'Write the SQL instead (pgmend export --format sql), or name another migration with --before.',
  );
}

/** A second earlier than the time that the name begins with. */
function justBefore(name: string, slug: string, separator: string): string[] {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?!\d)/.exec(name)?.map(Number) ?? [];
  if (year === undefined || month === undefined) return [];
  const time = Date.UTC(year, month - 1, day, hour, minute, second) - 1000;
  return [`${stamp(new Date(time))}${separator}${slug}`];
}

/** `20260903101552` */
export function stamp(time: Date): string {
  return time.toISOString().slice(0, 19).replaceAll(/\D/g, '');
}

function stem(name: string): string {
  return name.replace(/\.[a-z]+$/, '');
}

function digits(name: string): string {
  return /^\d+/.exec(name)?.[0] ?? '0';
}
