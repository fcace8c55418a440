import { plainText, quotedName } from './plain-text.ts';

/** The columns and types that the DETAIL tells. */
export interface KeyPair {
  readonly referencing: string;
  readonly referenced: string;
  readonly referencingType: string;
  readonly referencedType: string;
}

/** "foreign key constraint … cannot be implemented", with or without its DETAIL. */
export interface KeyMessage {
  readonly constraint: string | null;
  readonly pair: KeyPair | null;
  /** Offset of the message in the text. */
  readonly at: number;
}

/** As format_type_be() prints a type: everything but a-z, 0-9 and _ is quoted. */
const type =
  '(?:double\\s+precision|character\\s+varying|bit\\s+varying|time(?:stamp)?(?:\\(\\d\\))?\\s+with(?:out)?\\s+time\\s+zone' +
  '|(?:(?:"[^"\\n]+"|[a-z_][a-z0-9_$]*)\\.)?(?:"[^"\\n]+"|[a-z_][a-z0-9_$]*))(?:\\(\\d+(?:,\\d+)?\\))?(?:\\[\\])*';

/** `and`, `und`, `et`, `と`, `и`: one short word, or any run of letters that are not a type's. */
const between = '(?:\\s*,\\s*|\\s*[^\\s\\w"().,:]+\\s*|\\s+[^\\s"().,:]{1,6}\\s+)';

/** Up to 17, and from 18 with the sides told. Source: ATAddForeignKeyConstraint() in commands/tablecmds.c. */
const english = new RegExp(
  `Key\\s+columns\\s+"([^\\n]{1,200}?)"\\s+(?:of\\s+the\\s+referencing\\s+table\\s+)?and\\s+"([^\\n]{1,200}?)"\\s+(?:of\\s+the\\s+referenced\\s+table\\s+)?are\\s+of\\s+incompatible\\s+types:\\s*(${type})\\s+and\\s+(${type})`,
  'g',
);

/** Any other language: two quoted names, a colon, two types. */
const anyLanguage = new RegExp(
  `${quotedName}([^:：\\n]{1,80}?)${quotedName}[^:："\\n]{1,80}?\\s?[:：]\\s*(${type})${between}(${type})`,
  'g',
);

const implemented = /foreign\s+key\s+constraint\s+"([^\n]{1,200}?)"\s+cannot\s+be\s+implemented/g;

/** The first such message of a text. */
export function readKeyMessage(text: string): KeyMessage | null {
  return readKeyMessages(plainText(text))[0] ?? null;
}

/** Every such message of a text without colours, in order, each told once. */
export function readKeyMessages(text: string): KeyMessage[] {
  const headlines = [...text.matchAll(implemented)].map((match) => ({
    constraint: match[1] ?? '',
    at: match.index,
  }));
  const details = detailsOf(text);
  const told = new Set<number>();
  const messages: KeyMessage[] = details.map(({ pair, at, end }) => {
    const before = headlines.findLast((one) => one.at < at);
    const after = headlines.find((one) => one.at > end);
    const headline = before ?? after;
    if (headline !== undefined) told.add(headlines.indexOf(headline));
    return {
      constraint: headline?.constraint ?? lastQuoted(text.slice(Math.max(0, at - 300), at)),
      pair,
      at,
    };
  });
  // A headline without a DETAIL of its own: a tool has left it out, or prints the message twice.
  const known = new Set(messages.map((one) => one.constraint));
  for (const [index, { constraint, at }] of headlines.entries()) {
    if (told.has(index) || known.has(constraint)) continue;
    known.add(constraint);
    messages.push({ constraint, pair: null, at });
  }
  messages.sort((one, other) => one.at - other.at);
  const once = new Map<string, KeyMessage>();
  for (const one of messages) {
    const told = JSON.stringify([one.constraint, one.pair]);
    if (!once.has(told)) once.set(told, one);
  }
  return [...once.values()];
}

interface Detail {
  readonly pair: KeyPair;
  readonly at: number;
  readonly end: number;
}

function detailsOf(text: string): Detail[] {
  const found = [...text.matchAll(english)].map((match) => detail(match, [1, 2, 3, 4]));
  if (found.length > 0) return found;
  return [...text.matchAll(anyLanguage)]
    .map((match) => detail(match, [1, 3, 4, 5]))
    .filter(({ pair }) => isKnown(pair.referencingType) || isKnown(pair.referencedType));
}

function detail(match: RegExpExecArray, [a, b, c, d]: [number, number, number, number]): Detail {
  const spaced = (group: number): string => (match[group] ?? '').replaceAll(/\s+/g, ' ');
  const pair = {
    referencing: match[a] ?? '',
    referenced: match[b] ?? '',
    referencingType: spaced(c),
    referencedType: spaced(d),
  };
  return { pair, at: match.index, end: match.index + match[0].length };
}

/** In other languages the constraint's name is the last quoted one before the DETAIL. */
function lastQuoted(text: string): string | null {
  return [...text.matchAll(new RegExp(quotedName, 'g'))].at(-1)?.[1] ?? null;
}

const builtIn = new Set(
  (
    'uuid integer bigint smallint text character varying numeric real boolean date bytea json jsonb inet cidr ' +
    'macaddr oid name citext money interval bit xml hstore bpchar double timestamp time'
  ).split(' '),
);

function isKnown(name: string): boolean {
  return builtIn.has(name.replaceAll(/[[\]()\d,]/g, '').split(' ')[0] ?? '');
}
