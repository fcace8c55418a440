/** Values of one text, read from left to right. */
export interface PackedFacts {
  /** Nothing is left. */
  readonly done: () => boolean;
  readonly number: () => number;
  /** A value that {@link packedWord} made: letters, digits. */
  readonly word: () => string;
  /**
   * Numbers as an int2vector, an oidvector or an array prints (`1 2 3`, `{1,2,3}`, `{}`, nothing), through
   * {@link packedWord}. Equal ones are one and the same list.
   */
  readonly numbers: () => readonly number[];
}

/** SQL: one row of values for {@link packedFacts}; numbers as they are, all else through {@link packedWord}. */
export function packedRow(...values: readonly string[]): string {
  return `pg_catalog.concat_ws(',', ${values.join(', ')})`;
}

/** SQL: a value that is no number. It holds neither quotes nor backslashes. */
export function packedWord(...values: readonly string[]): string {
  return `pg_catalog.concat('"', ${values.join(', ')}, '"')`;
}

/** SQL: all rows in one value. */
export function packedRows(row: string): string {
  return `pg_catalog.string_agg(${row}, ',')`;
}

/**
 * What a query put into one text: a row of its own for each index of a large database, or a list for each fact, would
 * take most of the time of reading. Names are not among it, since they may hold any character.
 *
 * @param text what {@link packedRows} gave; null without any row
 */
export function packedFacts(text: string | null): PackedFacts {
  const values = JSON.parse(`[${text ?? ''}]`) as (number | string)[];
  const lists = new Map<string, readonly number[]>();
  let at = 0;
  const next = () => values[at++];
  return {
    done: () => at >= values.length,
    number: () => next() as number,
    word: () => next() as string,
    numbers: () => {
      const printed = next() as string;
      const known = lists.get(printed);
      if (known !== undefined) return known;
      const list = (printed.match(/-?\d+/g) ?? []).map(Number);
      lists.set(printed, list);
      return list;
    },
  };
}

/** Numbers as an array of them prints: `{1,2,3}`, `{}`; none of them null. */
export function numbersIn(printed: string): readonly number[] {
  return JSON.parse(`[${printed.slice(1, -1)}]`) as number[];
}
