/** Endings of columns that hold a key: `user_id`, `userUuid`. */
export const keySuffixes: ReadonlySet<string> = new Set([
  'id',
  'uuid',
  'guid',
  'key',
  'fk',
  'ref',
  'pk',
]);

/** Lower-case words of a name: `createdByUserID` → created, by, user, id. */
export function wordsOf(name: string): readonly string[] {
  const known = cut.get(name);
  if (known !== undefined) return known;
  const words = cutIntoWords(name);
  // The columns of a large database share few names.
  if (cut.size > 20_000) cut.clear();
  cut.set(name, words);
  return words;
}

const cut = new Map<string, readonly string[]>();

function cutIntoWords(name: string): string[] {
  // Most names are ASCII in lower case, which is quickly seen.
  const spaced = /[A-Z]|[^ -~]/.test(name)
    ? name
        .replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
        .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    : name;
  return spaced
    .split(/[\s_\-.]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

/** The same noun, in the singular or plural. */
export function sameNoun(one: string, other: string): boolean {
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
