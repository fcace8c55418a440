import type { ScanToken } from 'libpg-query';
import { textOffsets } from './text-offsets.ts';
import type { TextRange } from './text-range.ts';

/** One token of SQL; comments are left out. */
export interface Token extends TextRange {
  readonly text: string;
  /** Upper case when the token is an unquoted word, else null. */
  readonly word: string | null;
  readonly isName: boolean;
}

/** The tokens of one statement, found by their place in the text. */
export interface Tokens {
  readonly list: readonly Token[];
  /** Index of the first token that starts at or after the offset. */
  indexAt(offset: number): number;
}

/**
 * @param scan PostgreSQL's scanner; it gives offsets in bytes.
 * @param base where `text` begins in the whole text.
 */
export function readTokens(
  text: string,
  base: number,
  scan: (text: string) => readonly ScanToken[],
): Tokens {
  const offsets = textOffsets(text);
  const list: Token[] = [];
  for (const token of scan(text)) {
    if (token.tokenName === 'C_COMMENT' || token.tokenName === 'SQL_COMMENT') continue;
    const start = offsets.fromBytes(token.start);
    const end = offsets.fromBytes(token.end);
    const source = text.slice(start, end);
    const word = /^[\p{L}_\u0080-\uffff][\p{L}\p{N}_$\u0080-\uffff]*$/u.test(source)
      ? source.toUpperCase()
      : null;
    const isName = word !== null || /^(?:[uU]&)?"/.test(source);
    list.push({ start: base + start, end: base + end, text: source, word, isName });
  }
  return {
    list,
    indexAt(offset) {
      let low = 0;
      let high = list.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((list[middle]?.start ?? 0) < offset) low = middle + 1;
        else high = middle;
      }
      return low;
    },
  };
}

/** Index of the token that ends what begins at `from`: the first `,` or closing bracket outside brackets, or the end. */
export function endOfElement(list: readonly Token[], from: number, until = list.length): number {
  let depth = 0;
  for (let at = from; at < until; at += 1) {
    const text = list[at]?.text;
    if (text === '(' || text === '[') depth += 1;
    else if (text === ')' || text === ']') {
      if (depth === 0) return at;
      depth -= 1;
    } else if (text === ',' && depth === 0) return at;
  }
  return until;
}

/** Index of the bracket that closes the one at `open`. */
export function closingBracket(list: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < list.length; at += 1) {
    const text = list[at]?.text;
    if (text === '(' || text === '[') depth += 1;
    if (text === ')' || text === ']') {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return list.length - 1;
}

/** The text range from one token to the one before `until`. */
export function rangeOf(list: readonly Token[], from: number, until: number): TextRange | null {
  const first = list[from];
  const last = list[until - 1];
  return first === undefined || last === undefined || until <= from
    ? null
    : { start: first.start, end: last.end };
}
