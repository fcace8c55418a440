import type { ErrorInText } from './errors-in-text.ts';
import { typePattern } from './message-pattern.ts';
import { quotedName, quotedNames } from './plain-text.ts';

/** `and`, `und`, `et`, `と`, `и`: one short word, or any run of letters that are not a type's. */
const between = '(?:\\s*,\\s*|\\s*[^\\s\\w"().,:]+\\s*|\\s+[^\\s"().,:]{1,6}\\s+)';

/** Two quoted names, a colon, two types. */
const keyColumns = new RegExp(
  `${quotedName}([^:：\\n]{1,80}?)${quotedName}[^:："\\n]{1,80}?\\s?[:：]\\s*(${typePattern})${between}(${typePattern})`,
  'g',
);

/**
 * "Key columns … are of incompatible types" in a language, or a version, of which the translation is not known: the
 * DETAIL has one shape in all of them. The constraint's name is the last quoted one before it.
 */
export function keyColumnsInAnyLanguage(text: string): ErrorInText[] {
  return [...text.matchAll(keyColumns)].flatMap((match) => {
    const spaced = (group: number): string => (match[group] ?? '').replaceAll(/\s+/g, ' ');
    const types = [spaced(4), spaced(5)];
    if (!types.some(isKnown)) return [];
    const constraint = quotedNames(text.slice(Math.max(0, match.index - 300), match.index)).at(-1);
    return [
      {
        message: 'not-implemented' as const,
        sqlstate: '42804',
        values: constraint === undefined ? [] : [constraint],
        details: [
          { id: 'key-columns' as const, values: [match[1] ?? '', match[3] ?? '', ...types] },
        ],
        statement: null,
        at: match.index,
        text: match[0],
      },
    ];
  });
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
