const [minus, zero] = [0x2d, 0x30];

/** Between the values of one row, and between rows, in what {@link packedFacts} reads. */
export const separators = { value: '|', row: '\n' } as const;

const [valueEnd, rowEnd] = [separators.value.charCodeAt(0), separators.row.charCodeAt(0)];

/** Values of one text, read from left to right. */
export interface PackedFacts {
  /** Nothing is left. */
  readonly done: () => boolean;
  readonly number: () => number;
  /** A value as it stands: letters, digits. */
  readonly word: () => string;
  /** Numbers as an int2vector, an oidvector or an array prints: `1 2 3`, `{1,2,3}`, `{}`, nothing. */
  readonly numbers: () => number[];
}

/**
 * What a query put into one text: a row of its own for each index of a large database, or a list for each fact, would
 * take most of the time of reading. Names are not among it, since they may hold any character.
 *
 * @param text rows of values, each ended by one of {@link separators}; the last value by the end of the text
 */
export function packedFacts(text: string): PackedFacts {
  let at = 0;
  const isEnd = (code: number) => code === valueEnd || code === rowEnd;
  const number = (): number => {
    let sum = 0;
    let sign = 1;
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === minus) sign = -1;
      else if (code >= zero && code <= zero + 9) sum = sum * 10 + code - zero;
      else break;
    }
    return sign * sum;
  };
  return {
    done: () => at >= text.length,
    number: () => {
      const found = number();
      at += 1;
      return found;
    },
    word: () => {
      const start = at;
      while (at < text.length && !isEnd(text.charCodeAt(at))) at += 1;
      at += 1;
      return text.slice(start, at - 1);
    },
    numbers: () => {
      const found: number[] = [];
      for (; at < text.length && !isEnd(text.charCodeAt(at)); at += 1) {
        const code = text.charCodeAt(at);
        if (code !== minus && (code < zero || code > zero + 9)) continue;
        found.push(number());
        at -= 1;
      }
      at += 1;
      return found;
    },
  };
}
