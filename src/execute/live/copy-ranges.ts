/** A range of pages of one table, or several that follow each other. */
export interface Range {
  readonly number: number;
  readonly member: number;
  readonly first: string;
  readonly pages: string;
  readonly relfilenode: string;
}

/** Ranges that the first statement of a connection takes where nobody else is at work. */
export const firstAtOnce = 8;
/** Ranges that one statement copies at most. */
const mostAtOnce = 32;
/** Ranges that the last statements are not cut below. */
const leastShare = 4;
/** Milliseconds of a statement: no snapshot is held for long, and a pause comes soon. */
const shortest = 3_000;
const longest = 15_000;
/** Values that are hashed in a millisecond, about. */
const hashedAtOnce = 2_000;

/**
 * Milliseconds that a copying statement should take: each one hashes the pairs anew, which is to be a twentieth of it.
 *
 * @param hashed how many values it hashes.
 */
export function longEnough(hashed: number): number {
  return Math.min(Math.max((20 * hashed) / hashedAtOnce, shortest), longest);
}

/** Ranges for one connection of those that work, so that all of them end at about the same time. */
export function shareOf(waiting: number, atWork: number): number {
  return atWork === 1 ? waiting : Math.max(Math.ceil(waiting / (1.5 * atWork)), leastShare);
}

/**
 * How many ranges the next statement takes after one of `many`.
 *
 * @param took milliseconds of that one.
 * @param fitting milliseconds that one should take.
 */
export function howMany(many: number, took: number, fitting: number): number {
  return Math.max(1, Math.min(Math.round((many * fitting) / took), 2 * many, mostAtOnce));
}

/** Takes the first range out, and up to `many` in all that follow it in the same table; null where none is left. */
export function takeRanges(waiting: Range[], many: number): Range | null {
  let taken = waiting.shift() ?? null;
  for (let at = 1; at < many && taken !== null; at += 1) {
    const [next] = waiting;
    const follows =
      next !== undefined &&
      next.number === taken.number &&
      next.member === taken.member &&
      next.relfilenode === taken.relfilenode &&
      BigInt(next.first) === BigInt(taken.first) + BigInt(taken.pages);
    if (!follows) break;
    waiting.shift();
    taken = { ...taken, pages: String(BigInt(taken.pages) + BigInt(next.pages)) };
  }
  return taken;
}
