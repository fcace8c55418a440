/**
 * The first word of a statement in lower case, past spaces, comments and brackets; '' when there is none.
 * It decides only what is looked at more closely: reading statements is for the parser.
 */
export function firstKeyword(bytes: Buffer, start: number, end: number): string {
  const at = skipBlank(bytes, start, end);
  let to = at;
  while (to < end && to - at < 12 && isLetter(bytes[to] as number)) to += 1;
  return bytes.toString('latin1', at, to).toLowerCase();
}

/** A semicolon with more behind it than blanks and comments; also one inside a string or a function's body. */
export function mayHoldSeveral(bytes: Buffer, start: number, end: number): boolean {
  for (let at = bytes.indexOf(0x3b, start); at !== -1 && at < end; ) {
    if (skipBlank(bytes, at + 1, end) < end) return true;
    at = bytes.indexOf(0x3b, at + 1);
  }
  return false;
}

function isLetter(byte: number): boolean {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

function skipBlank(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const byte = bytes[at] as number;
    // Blanks, an opening bracket, a stray semicolon.
    if (byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0x28 || byte === 0x3b) at += 1;
    else if (byte === 0x2d && bytes[at + 1] === 0x2d) {
      const line = bytes.indexOf(0x0a, at);
      at = line === -1 ? end : line + 1;
    } else if (byte === 0x2f && bytes[at + 1] === 0x2a) at = skipComment(bytes, at, end);
    else break;
  }
  return Math.min(at, end);
}

/** Comments nest. https://www.postgresql.org/docs/current/sql-syntax-lexical.html */
function skipComment(bytes: Buffer, start: number, end: number): number {
  let depth = 0;
  for (let at = start; at < end; at += 1) {
    if (bytes[at] === 0x2f && bytes[at + 1] === 0x2a) {
      depth += 1;
      at += 1;
    } else if (bytes[at] === 0x2a && bytes[at + 1] === 0x2f) {
      depth -= 1;
      at += 1;
      if (depth === 0) return at + 1;
    }
  }
  return end;
}
