import type { FoundCall } from './find-call.ts';
import { lineAndColumn } from './line-and-column.ts';

/** A call in a text: where it stands, from 0, and the words that belong to it. */
export interface WordedCall {
  readonly start: number;
  readonly words: string;
}

/**
 * The call with the most of a statement's names among its words, the shortest of those that have as many. null where no
 * call has half of them.
 *
 * @param names as `namesOf` reads them
 * @param variants what a migration may write for a name, in lower case
 */
export function callByWords(
  text: string,
  calls: Iterable<WordedCall>,
  names: ReadonlySet<string>,
  variants: (name: string) => readonly string[],
): FoundCall | null {
  const counted = [...calls].map(({ start, words }) => {
    const own = new Set(words.toLowerCase().match(/\w+/g) ?? []);
    const has = (name: string) => variants(name.toLowerCase()).some((one) => own.has(one));
    return { start, length: words.length, count: [...names].filter(has).length };
  });
  const [best] = counted.sort((one, other) => other.count - one.count || one.length - other.length);
  if (best === undefined || best.count < 2 || best.count * 2 < names.size) return null;
  return { ...lineAndColumn(text, best.start), share: best.count / names.size };
}
