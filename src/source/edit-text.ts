import MagicString from 'magic-string';

/** UTF-16 units, into the text. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * The text with these places exchanged, and everything else as it was. The same edit twice is one.
 *
 * @throws Error where two of them want different things at one place
 */
export function editText(text: string, edits: readonly Edit[]): string {
  const known = new Map(edits.map((one) => [`${one.start}-${one.end}-${one.text}`, one]));
  const ordered = [...known.values()].sort((one, other) => one.start - other.start);
  const changed = new MagicString(text);
  let end = 0;
  for (const edit of ordered) {
    if (edit.start < end) throw new Error('Two edits meet at one place.');
    end = edit.end;
    if (edit.text === '') changed.remove(edit.start, edit.end);
    else changed.overwrite(edit.start, edit.end, edit.text);
  }
  return changed.toString();
}
