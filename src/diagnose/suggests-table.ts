/**
 * Whether a column's name suggests a reference to a table: the table's name in the singular or plural, in camel or
 * snake case, with or without a suffix such as Id, _id, Uuid, and possibly behind a role (`createdByUserId`).
 *
 * `userId`, `user_id`, `UserUUID`, `user`, `ownerUserId` suggest `users`; `username` and `usage_id` do not.
 */
export function suggestsTable(column: string, table: string): boolean {
  const words = wordsOf(column);
  const last = words.at(-1) ?? '';
  const stem = suffixes.has(last) ? words.slice(0, -1) : words;
  if (stem.length === 0) return false;
  if (words.length === 1 && isGlued(last, table)) return true;
  const target = wordsOf(table);
  if (target.length > stem.length) return false;
  // Without a suffix, only the whole name counts: `user`, not `last_user`.
  if (!suffixes.has(last) && target.length !== stem.length) return false;
  const tail = stem.slice(stem.length - target.length);
  return target.every((word, at) => sameNoun(word, tail[at] ?? ''));
}

/** `userid`: what is left of `userId` where it was written without quotes. */
function isGlued(column: string, table: string): boolean {
  const [, stem] = /^(.+?)(?:uu|gu)?id$/.exec(column) ?? [];
  return stem !== undefined && sameNoun(stem, wordsOf(table).join(''));
}

/** Whether a column's name tells who did something: `cancelledBy`, `created_by`, `approvedById`. */
export function suggestsPerson(column: string): boolean {
  if (!/by/i.test(column)) return false;
  const words = wordsOf(column).filter((word) => !suffixes.has(word));
  return words.length > 1 && words.at(-1) === 'by';
}

/** Whether a table's name is that of people who do something. */
export function isTableOfPeople(table: string): boolean {
  const last = wordsOf(table).at(-1) ?? '';
  return people.some((one) => sameNoun(last, one));
}

const suffixes = new Set(['id', 'uuid', 'guid', 'key', 'fk', 'ref', 'pk']);
const people = ['user', 'account', 'member', 'person', 'people', 'profile', 'employee', 'customer'];

/** Lower-case words of a name: `createdByUserID` → created, by, user, id. */
export function wordsOf(name: string): string[] {
  const apart = /\p{Lu}/u.test(name)
    ? name
        .replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
        .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    : name;
  return apart
    .split(/[\s_\-.]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

function sameNoun(one: string, other: string): boolean {
  return one === other || singulars(one).some((word) => singulars(other).includes(word));
}

/** What a word may be the plural of, itself included. */
export function singulars(word: string): string[] {
  const forms = [word];
  if (word.endsWith('ies')) forms.push(`${word.slice(0, -3)}y`);
  if (/(?:s|x|z|ch|sh|o)es$/.test(word)) forms.push(word.slice(0, -2));
  if (word.endsWith('s') && !word.endsWith('ss')) forms.push(word.slice(0, -1));
  if (word === 'people') forms.push('person');
  if (word === 'children') forms.push('child');
  return forms;
}
