import { type ErrorInText, errorsIn } from './errors-in-text.ts';
import { explainers } from './explainers.ts';
import type { Explanation } from './explanation.ts';
import { plainText } from './plain-text.ts';

/**
 * What an error text means, without any database: PostgreSQL's own words of every version and every language into
 * which it is translated, as a tool wraps, colours or shortens them; in other languages by SQLSTATE and the shape of
 * the text. A log may hold several errors: the first that is no mere consequence of another is explained.
 *
 * Loads nothing: neither the parser nor a driver, so that it answers at once.
 *
 * @returns null when the text is none that pgmend knows
 */
export function explainText(text: string): Explanation | null {
  const all = explainAll(text);
  return (
    all.find((one) => !isConsequence(one)) ??
    all.find((one) => one.kind === 'already-exists') ??
    all[0] ??
    null
  );
}

/** Every error of a text that pgmend knows, in order, each once. */
export function explainAll(text: string): Explanation[] {
  const known = new Set<string>();
  return errorsIn(plainText(text)).flatMap((error) => {
    const explanation = explain(error);
    if (explanation === null || known.has(explanation.headline)) return [];
    known.add(explanation.headline);
    return [explanation];
  });
}

function isConsequence({ kind, sqlstate }: Explanation): boolean {
  return kind === 'already-exists' || sqlstate === '25P02';
}

function explain(error: ErrorInText): Explanation | null {
  const { message, sqlstate } = error;
  const explainer = explainers.find((one) =>
    message === null ? one.sqlstates.includes(sqlstate) : one.messages.includes(message),
  );
  return explainer?.explain(error) ?? null;
}
