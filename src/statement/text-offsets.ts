/** Converts positions in one text to UTF-16 offsets. */
export interface TextOffsets {
  /** From an offset in bytes of its UTF-8 form, as PostgreSQL's parser gives them. */
  fromBytes(bytes: number): number;
}

/**
 * @param text a lone surrogate counts as three bytes, as encoders write U+FFFD for it.
 */
export function textOffsets(text: string): TextOffsets {
  let starts: Int32Array | null = null;
  const isAscii = !/[^\0-\x7f]/.test(text);
  return {
    fromBytes(bytes) {
      if (isAscii) return Math.min(bytes, text.length);
      starts ??= byteStarts(text);
      // The first UTF-16 unit that starts at or after the byte.
      let low = 0;
      let high = text.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((starts[middle] ?? 0) < bytes) low = middle + 1;
        else high = middle;
      }
      return low;
    },
  };
}

function byteStarts(text: string): Int32Array {
  const starts = new Int32Array(text.length);
  let bytes = 0;
  for (let at = 0; at < text.length; at += 1) {
    starts[at] = bytes;
    const code = text.codePointAt(at) ?? 0;
    if (code > 0xffff) {
      at += 1;
      starts[at] = bytes;
      bytes += 4;
    } else {
      bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
    }
  }
  return starts;
}

/** UTF-16 offset of the `P` field of an ErrorResponse: characters (code points) from 1. */
export function offsetOfPosition(text: string, position: number): number {
  let at = 0;
  for (let left = position - 1; left > 0 && at < text.length; left -= 1) {
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  }
  return at;
}

/** The `P` field for a UTF-16 offset: characters (code points) from 1. */
export function positionOfOffset(text: string, offset: number): number {
  return [...text.slice(0, offset)].length + 1;
}
