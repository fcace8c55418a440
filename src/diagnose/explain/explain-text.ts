import { explainAlreadyExists } from './explain-already-exists.ts';
import { explainIncompatibleTypes } from './explain-incompatible-types.ts';
import type { Explanation } from './explanation.ts';
import { readKeyMessages } from './key-message.ts';
import { plainText } from './plain-text.ts';

/**
 * What an error text means, without any database: PostgreSQL's own words of every version, as a tool wraps, colours
 * or shortens them, in English or another language where SQLSTATE or the shape of the text says enough.
 * A log may hold several errors: the first that is no mere consequence of an earlier run is explained.
 *
 * Loads nothing: neither the parser nor a driver, so that it answers at once.
 *
 * @returns null when the text is none that pgmend knows
 */
export function explainText(text: string): Explanation | null {
  const all = explainAll(text);
  return all.find((one) => one.kind !== 'already-exists') ?? all[0] ?? null;
}

/** Every error of a text that pgmend knows, in order, each once. */
export function explainAll(text: string): Explanation[] {
  const plain = plainText(text);
  const found = [
    ...readKeyMessages(plain).map((message) => ({
      explanation: explainIncompatibleTypes(message),
      at: message.at,
    })),
    ...explainAlreadyExists(plain),
  ].sort((one, other) => one.at - other.at);
  const known = new Set<string>();
  return found.flatMap(({ explanation }) => {
    if (known.has(explanation.headline)) return [];
    known.add(explanation.headline);
    return [explanation];
  });
}
