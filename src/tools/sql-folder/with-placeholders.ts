import { PgmendError } from '../../postgres/pgmend-error.ts';

/** How a text's placeholders are written, and what they stand for. */
export interface Placeholders {
  readonly prefix: string;
  readonly suffix: string;
  /** Names in lower case. */
  readonly values: Readonly<Record<string, string>>;
}

/**
 * The text with what its placeholders stand for.
 *
 * @param file for people
 * @throws PgmendError `replay-not-possible` where nothing says what one stands for; Flyway itself stops there too
 */
export function withPlaceholders(
  text: string,
  { prefix, suffix, values }: Placeholders,
  file: string,
): string {
  const parts = text.split(prefix);
  return parts
    .map((part, at) => {
      const end = at === 0 ? -1 : part.indexOf(suffix);
      if (end < 0) return at === 0 ? part : prefix + part;
      const name = part.slice(0, end);
      const value = values[name.trim().toLowerCase()];
      if (value !== undefined) return value + part.slice(end + suffix.length);
      throw new PgmendError(
        'replay-not-possible',
        `${file} has the placeholder ${prefix}${name}${suffix}, and nothing here says what it stands for.`,
        `Set FLYWAY_PLACEHOLDERS_${name.toUpperCase()}, or say it in the configuration.`,
      );
    })
    .join('');
}
