/** A name that does not stand where its number says. */
export interface MisorderedName {
  readonly name: string;
  readonly says: string;
  readonly next: string;
}

/**
 * Names that do not run in the order of their numbers, in a folder that is sorted by plain comparison of strings
 * (digits before upper case before lower case): without a number among numbered ones, with the number of another one,
 * or with a number of another length. Names without any numbers at all are in the order that somebody wanted.
 *
 * @param names in the tool's order
 */
export function misorderedNames(names: readonly string[]): MisorderedName[] {
  const numbered = names.filter((name) => numberOf(name) !== null);
  if (numbered.length === 0) return [];
  const found: MisorderedName[] = [];
  let before: { readonly name: string; readonly number: bigint } | null = null;
  for (const name of names) {
    const number = numberOf(name);
    if (number === null) {
      found.push({
        name,
        says: `${name} has no number, so it runs after every file that has one, however old it is.`,
        next: 'Rename it with a timestamp at its place in the order, unless databases have recorded its name already.',
      });
      continue;
    }
    if (before !== null && number === before.number) {
      found.push({
        name,
        says: `${name} has the same number as ${before.name}: the rest of the names decides which runs first.`,
        next: 'Give one of them a number of its own, unless databases have recorded its name already.',
      });
    } else if (before !== null && number < before.number) {
      found.push({
        name,
        says: `${name} runs after ${before.name}: names are compared letter by letter, not as numbers.`,
        next: 'Write all numbers with the same number of digits, unless databases have recorded the names already.',
      });
    }
    before = { name, number };
  }
  return found;
}

function numberOf(name: string): bigint | null {
  const [digits] = /^\d+/.exec(name) ?? [];
  return digits === undefined ? null : BigInt(digits);
}
