import { errorsIn } from './errors-in-text.ts';
import { plainText } from './plain-text.ts';

/** "foreign key constraint … cannot be implemented", with or without its DETAIL. */
export interface KeyMessage {
  readonly constraint: string | null;
  /** The columns and types that the DETAIL tells. */
  readonly pair: {
    readonly referencing: string;
    readonly referenced: string;
    readonly referencingType: string;
    readonly referencedType: string;
  } | null;
}

/** The first such message of a text, in any language. */
export function readKeyMessage(text: string): KeyMessage | null {
  const error = errorsIn(plainText(text)).find(({ message }) => message === 'not-implemented');
  if (error === undefined) return null;
  const [a, b, c, d] = error.details.find(({ id }) => id === 'key-columns')?.values ?? [];
  return {
    constraint: error.values[0] ?? null,
    pair:
      a === undefined || b === undefined || c === undefined || d === undefined
        ? null
        : { referencing: a, referenced: b, referencingType: c, referencedType: d },
  };
}
