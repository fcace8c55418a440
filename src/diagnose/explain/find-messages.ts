import { type MessagePattern, messagePattern } from './message-pattern.ts';
import { type MessageId, type ServerMessage, serverMessages } from './server-messages.ts';
import { translations } from './translations/translations.ts';

/** A message of PostgreSQL that stands in a text. */
export interface FoundMessage {
  readonly id: MessageId;
  /** What the placeholders hold, in the order of the English text. */
  readonly values: readonly string[];
  /** Offsets in the text. */
  readonly at: number;
  readonly end: number;
}

interface Searched {
  readonly id: MessageId;
  readonly pattern: MessagePattern;
}

const all = Object.entries(serverMessages) as [MessageId, ServerMessage][];
const made = new Map<string, readonly Searched[]>();

/**
 * Every message of a text without colours, in order. English first; a text without any is searched in the languages
 * into which PostgreSQL is translated, and last for names that hold quotation marks.
 */
export function findMessages(text: string): FoundMessage[] {
  const found = search(text, patterns('en', true));
  if (found.some(isWhole)) return found;
  const languages = Object.keys(translations);
  const translated = search(
    text,
    languages.flatMap((one) => patterns(one, true)),
  );
  if (translated.some(isWhole)) return translated;
  const loose = search(
    text,
    ['en', ...languages].flatMap((one) => patterns(one, false)),
  );
  return loose.length > 0 ? loose : [...found, ...translated];
}

function isWhole({ id }: FoundMessage): boolean {
  return serverMessages[id].sqlstate !== null;
}

function patterns(language: string, strict: boolean): readonly Searched[] {
  const key = `${language} ${strict}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const dictionary = translations[language];
  const list = all.flatMap(([id, { texts, holds }]) =>
    texts.flatMap((text) => {
      const template = language === 'en' ? text : dictionary?.[text];
      return template === undefined
        ? []
        : [{ id, pattern: messagePattern(template, holds, strict) }];
    }),
  );
  made.set(key, list);
  return list;
}

function search(text: string, patterns: readonly Searched[]): FoundMessage[] {
  const candidates = patterns
    .filter(({ pattern }) => text.includes(pattern.word))
    .flatMap(({ id, pattern }) =>
      [...text.matchAll(pattern.regex)].map((match) => ({
        id,
        values: valuesOf(match, pattern.order),
        at: match.index,
        end: match.index + match[0].length,
        weight: pattern.weight,
      })),
    )
    // `column … of relation … does not exist` holds `relation … does not exist`: the longer one is meant.
    .sort((one, other) => other.weight - one.weight);
  const kept: FoundMessage[] = [];
  for (const { weight: _, ...one } of candidates) {
    if (!kept.some((other) => one.at < other.end && other.at < one.end)) kept.push(one);
  }
  return kept.sort((one, other) => one.at - other.at);
}

function valuesOf(match: RegExpExecArray, order: readonly number[]): string[] {
  const values: string[] = [];
  order.forEach((place, group) => {
    values[place] = (match[group + 1] ?? '').replaceAll(/\s+/g, ' ').trim();
  });
  return values;
}
