import type { TextOffsets } from './text-offsets.ts';
import type { TextRange } from './text-range.ts';
import type { Tokens } from './tokens.ts';

/** One statement's text, while it is being read. */
export interface Source {
  /** The whole text that was parsed. */
  readonly text: string;
  readonly offsets: TextOffsets;
  /** The statement's place in the text. */
  readonly range: TextRange;
  /** Scanned when first asked for: data statements can be megabytes. */
  readonly tokens: () => Tokens;
}

export function sliceOf(source: Source, range: TextRange): string {
  return source.text.slice(range.start, range.end);
}
