import type { TextRange } from './text-range.ts';

export interface Edit {
  readonly range: TextRange;
  readonly text: string;
}

/**
 * Replaces ranges of a text; the order of the edits does not matter, and the same edit may come twice.
 * @throws RangeError when two edits overlap or one lies outside the text.
 */
export function amendText(text: string, edits: readonly Edit[]): string {
  const ordered = [...edits]
    .sort((one, other) => one.range.start - other.range.start)
    .filter((one, at, all) => at === 0 || !sameEdit(one, all[at - 1]));
  let result = '';
  let at = 0;
  for (const { range, text: replacement } of ordered) {
    if (range.start < at || range.end < range.start || range.end > text.length) {
      throw new RangeError(`the edit at ${range.start} to ${range.end} does not fit the text`);
    }
    result += text.slice(at, range.start) + replacement;
    at = range.end;
  }
  return result + text.slice(at);
}

function sameEdit(one: Edit, other: Edit | undefined): boolean {
  return (
    one.range.start === other?.range.start &&
    one.range.end === other.range.end &&
    one.text === other.text
  );
}
