import { singulars, suggestsTable, wordsOf } from './suggests-table.ts';

/**
 * Which of many tables a column's name suggests, as {@link suggestsTable} says, without asking it for each: tables are
 * found by the last words of their names.
 *
 * @param columns all names that will be asked for.
 * @returns from the name of a column, the values of the tables that it suggests, in their order.
 */
export function suggestedTables<T>(
  tables: readonly { readonly name: string; readonly value: T }[],
  columns: Iterable<string>,
): (column: string) => T[] {
  const wanted = new Set<string>();
  for (const column of new Set(columns)) for (const noun of nounsOf(column)) wanted.add(noun);
  const byNoun = new Map<string, Set<number>>();
  for (const [at, { name }] of tables.entries()) {
    const words = wordsOf(name);
    const nouns = singulars(words.at(-1) ?? '');
    if (words.length > 1) nouns.push(...singulars(words.join('')));
    for (const noun of nouns) {
      if (wanted.has(noun)) byNoun.set(noun, (byNoun.get(noun) ?? new Set()).add(at));
    }
  }
  const known = new Map<string, T[]>();
  const find = (column: string): T[] => {
    const candidates = nounsOf(column).flatMap((noun) => [...(byNoun.get(noun) ?? [])]);
    return [...new Set(candidates)]
      .sort((one, other) => one - other)
      .flatMap((at) => {
        const table = tables[at];
        return table !== undefined && suggestsTable(column, table.name) ? [table.value] : [];
      });
  };
  return (column) => {
    const found = known.get(column) ?? find(column);
    known.set(column, found);
    return found;
  };
}

/** Singular forms of every word that a table's last word may be: the last one, the one before a suffix, one glued to it. */
function nounsOf(column: string): string[] {
  const words = wordsOf(column);
  const last = words.at(-1) ?? '';
  const [, glued] = /^(.+?)(?:uu|gu)?id$/.exec(last) ?? [];
  return [last, words.at(-2), glued].flatMap((word) => (word === undefined ? [] : singulars(word)));
}
