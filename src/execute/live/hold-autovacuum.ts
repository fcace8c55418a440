import { quoteLiteral } from '../../postgres/quote.ts';
import type { LiveDesign, LiveMember } from './live-design.ts';
import { work } from './live-sql.ts';

const setting = 'autovacuum_enabled';

/**
 * Keeps autovacuum away from a copy while it is filled: it would go through it again and again, beside those who write,
 * and an index that is built waits for it.
 *
 * @see https://www.postgresql.org/docs/current/routine-vacuuming.html#AUTOVACUUM
 */
export function holdAutovacuumSql(
  design: Pick<LiveDesign, 'journalSchema'>,
  { copy, shadow }: LiveMember,
): string[] {
  return copy.partitioned ? [] : [`ALTER TABLE ${work(design, shadow)} SET (${setting} = 'false')`];
}

/** Gives every copy the setting of its table; may be said again. */
export function resumeAutovacuumSql(design: LiveDesign): string[] {
  return design.tables
    .flatMap(({ members }) => members)
    .filter(({ copy }) => !copy.partitioned)
    .map(({ copy, shadow }) => {
      const own = copy.options?.find((one) => one.startsWith(`${setting}=`));
      const what =
        own === undefined
          ? `RESET (${setting})`
          : `SET (${setting} = ${quoteLiteral(own.slice(setting.length + 1))})`;
      return `ALTER TABLE ${work(design, shadow)} ${what}`;
    });
}
