import { keySuffixes, sameNoun, singulars, wordsOf } from './name-words.ts';

/**
 * Whether a column's name suggests a reference to a table: the table's name in the singular or plural, in camel or
 * snake case, with or without a suffix such as Id, _id, Uuid, and possibly behind a role (`createdByUserId`).
 *
 * `userId`, `user_id`, `UserUUID`, `user`, `ownerUserId` suggest `users`; `username` and `usage_id` do not.
 */
export function suggestsTable(column: string, table: string): boolean {
  const words = wordsOf(column);
  const last = words.at(-1) ?? '';
  const stem = keySuffixes.has(last) ? words.slice(0, -1) : words;
  if (stem.length === 0) return false;
  if (words.length === 1 && isGlued(last, table)) return true;
  const target = wordsOf(table);
  if (target.length > stem.length) return false;
  // Without a suffix, only the whole name counts: `user`, not `last_user`.
  if (!keySuffixes.has(last) && target.length !== stem.length) return false;
  const tail = stem.slice(stem.length - target.length);
  return target.every((word, at) => sameNoun(word, tail[at] ?? ''));
}

/** Tables under the nouns that a column's name may suggest, so that a column is held against few of them. */
export interface NounIndex<T> {
  /** Those of the tables that {@link suggestsTable} is true of. */
  suggestedBy(column: string): T[];
}

/** @param nameOf the table's name. */
export function nounIndex<T>(tables: readonly T[], nameOf: (table: T) => string): NounIndex<T> {
  const byNoun = new Map<string, T[]>();
  for (const table of tables) {
    const words = wordsOf(nameOf(table));
    add(words.at(-1) ?? '', table);
    if (words.length > 1) add(words.join(''), table);
  }
  // The columns of a large database share few names.
  const known = new Map<string, T[]>();
  return {
    suggestedBy(column) {
      const suggested = known.get(column) ?? search(column);
      known.set(column, suggested);
      return suggested;
    },
  };

  function add(word: string, table: T): void {
    for (const noun of singulars(word)) {
      const same = byNoun.get(noun);
      if (same === undefined) byNoun.set(noun, [table]);
      else same.push(table);
    }
  }

  function search(column: string): T[] {
    const words = wordsOf(column);
    const last = words.at(-1) ?? '';
    const [, glued] = gluedId.exec(last) ?? [];
    const noun = keySuffixes.has(last) ? words.at(-2) : last;
    const nouns = [noun, words.length === 1 ? glued : undefined].flatMap((word) =>
      word === undefined ? [] : singulars(word),
    );
    const found = new Set(nouns.flatMap((one) => byNoun.get(one) ?? []));
    return [...found].filter((table) => suggestsTable(column, nameOf(table)));
  }
}

const gluedId = /^(.+?)(?:uu|gu)?id$/;

/** `userid`: what is left of `userId` where it was written without quotes. */
function isGlued(column: string, table: string): boolean {
  const [, stem] = gluedId.exec(column) ?? [];
  return stem !== undefined && sameNoun(stem, wordsOf(table).join(''));
}

/** Whether a column's name tells who did something: `cancelledBy`, `created_by`, `approvedById`. */
export function suggestsPerson(column: string): boolean {
  const words = wordsOf(column).filter((word) => !keySuffixes.has(word));
  return words.length > 1 && words.at(-1) === 'by';
}

/** Whether a table's name is that of people who do something. */
export function isTableOfPeople(table: string): boolean {
  const last = wordsOf(table).at(-1) ?? '';
  return people.some((one) => sameNoun(last, one));
}

const people = ['user', 'account', 'member', 'person', 'people', 'profile', 'employee', 'customer'];
