import { marks } from './plain-text.ts';
import type { Holds } from './server-messages.ts';

/** As format_type_be() prints a type: everything but a-z, 0-9 and _ is quoted. No group. */
export const typePattern =
  '(?:double\\s+precision|character\\s+varying|bit\\s+varying|time(?:stamp)?(?:\\(\\d\\))?\\s+with(?:out)?\\s+time\\s+zone' +
  '|(?:(?:"[^"\\n,:]+"|[a-z_][a-z0-9_$]*)\\.)?(?:"[^"\\n,:]+"|[a-z_][a-z0-9_$]*))(?:\\(\\d+(?:,\\d+)?\\))?(?:\\[\\])*';

/** A text of PostgreSQL's source or of its translations, as it is looked for in an error text. */
export interface MessagePattern {
  readonly regex: RegExp;
  /** For each group, which value of the English text it holds. */
  readonly order: readonly number[];
  /** The longest word between placeholders: a text without it need not be searched. */
  readonly word: string;
  /** Characters that are not placeholders: of two that match at one place the longer says more. */
  readonly weight: number;
}

/**
 * Spaces match any, since tools wrap lines; quotation marks match any; the last full stop may be missing.
 *
 * @param template with printf's placeholders; a translation may reorder them (`%2$s`).
 * @param strict names hold no quotation marks. They may, but seldom do, and then a name could reach into the next message.
 */
export function messagePattern(
  template: string,
  holds: readonly Holds[],
  strict: boolean,
): MessagePattern {
  const parts = template.replace(/[.。]$/, '').split(/%(?:(\d+)\$)?[sdlu]+/);
  const literals = parts.filter((_, at) => at % 2 === 0);
  const order = literals
    .slice(1)
    .map((_, at) => (parts[at * 2 + 1] === undefined ? at : Number(parts[at * 2 + 1]) - 1));
  const source = literals.map((literal, at) => {
    const isMark = !strict && markAlone.test(literal);
    if (at === order.length) return `${literalPattern(literal)}${isMark ? end : ''}`;
    const isQuoted = new RegExp(`[${marks}(]\\s*$`).test(literal);
    const isLast = at === order.length - 1 && literals[at + 1] === '';
    const held = holds[order[at] ?? at] ?? 'name';
    const start =
      at === 0 && literal === ''
        ? begin
        : `${at === 0 && isMark ? lineBegin : ''}${literalPattern(literal)}`;
    // Some translations have lost the mark that closes.
    const close =
      markAtEnd.test(literal) && !markAtStart.test(literals[at + 1] ?? '') ? `[${marks}]?` : '';
    const value =
      start === begin && !isQuoted ? firstWords : valuePattern(held, { isQuoted, isLast, strict });
    return `${start}(${value})${close}${isLast && held !== 'type' ? end : ''}`;
  });
  const text = literals.join(' ');
  const words = text.split(new RegExp(`[\\s'${marks}]+`));
  return {
    regex: new RegExp(source.join(''), 'g'),
    order,
    word: words.reduce((one, other) => (other.length > one.length ? other : one), ''),
    weight: text.length,
  };
}

const markAlone = new RegExp(`^\\s*[${marks}]\\s*$`);
const markAtStart = new RegExp(`^\\s*[${marks}]`);
const markAtEnd = new RegExp(`[${marks}]\\s*$`);

/** Where a message begins whose first word is a quoted name. */
const lineBegin = '(?<=(?:^|[\\n:：])[ \\t]{0,3})';

/** What may stand before a value that begins a message, and behind one that ends it. */
const begin = `(?<=(?:^|[\\n:：${marks}'])[ \\t]{0,3})`;
const end = `(?=["'\`]?[.,;)}\\]]*\\s*(?:\\n|$)|["'\`]\\s*[,)}\\]]|\\s+(?:HINT|DETAIL|CONTEXT|\\(|\\[)|</)`;

/** A value that begins a message: not the labels before it (`ERROR: `, `"message":`). */
const firstWords = '(?:(?![:：]\\s|["\']\\s?:|\\(["\'])[^\\n]){1,300}?';

interface Place {
  readonly isQuoted: boolean;
  readonly isLast: boolean;
  readonly strict: boolean;
}

function valuePattern(held: Holds, { isQuoted, isLast, strict }: Place): string {
  switch (held) {
    case 'name':
      if (!isQuoted && isLast) return `"[^"\\n]{1,200}"|[^\\s${marks}',;:(){}\\[\\]]{1,200}?`;
      return strict ? `[^\\n${marks}]{1,200}?` : '[^\\n]{1,200}?';
    case 'type':
      return typePattern;
    case 'value':
      return '[^\\n]{0,300}?';
    case 'words':
      return '[^\\n]{1,300}?';
  }
}

function literalPattern(literal: string): string {
  return literal
    .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll(
      new RegExp(`\\s*[${marks}]\\s*`, 'g'),
      (mark) => `${/^\s/.test(mark) ? '\\s*' : ''}[${marks}]${/\s$/.test(mark) ? '\\s*' : ''}`,
    )
    .replaceAll(/\s+/g, '\\s+')
    .replaceAll("'", "['’]");
}
