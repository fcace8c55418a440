import { displayIdent } from '../../postgres/quote.ts';
import type { Explanation } from './explanation.ts';
import { quotedName } from './plain-text.ts';

interface Existing {
  readonly object: string;
  readonly sqlstate: string;
  readonly pattern: RegExp;
}

/** PostgreSQL's texts, the more telling first. Source: errcodes 42P06, 42P07, 42701, 42710, 42P16 in the server. */
const existing: readonly Existing[] = [
  {
    object: 'constraint',
    sqlstate: '42710',
    pattern: /constraint "([^\n]+?)" for (?:relation|domain) "([^\n]+?)" already exists/g,
  },
  {
    object: 'column',
    sqlstate: '42701',
    pattern: /column "([^\n]+?)" of relation "([^\n]+?)" already exists/g,
  },
  { object: 'table or index', sqlstate: '42P07', pattern: /relation "([^\n]+?)" already exists/g },
  { object: 'type', sqlstate: '42710', pattern: /type "([^\n]+?)" already exists/g },
  { object: 'schema', sqlstate: '42P06', pattern: /schema "([^\n]+?)" already exists/g },
  {
    object: 'primary key',
    sqlstate: '42P16',
    pattern: /multiple primary keys for table "([^\n]+?)" are not allowed/g,
  },
];

const byState: Readonly<Record<string, string>> = {
  '42P07': 'table or index',
  '42701': 'column',
  '42710': 'object',
  '42P06': 'schema',
};

/** Every "already exists" of a text, in order, with its offset. In other languages by SQLSTATE and the first quoted name after it. */
export function explainAlreadyExists(text: string): { explanation: Explanation; at: number }[] {
  const ends = new Set<number>();
  const found = existing.flatMap((one) =>
    [...text.matchAll(one.pattern)].flatMap((match) => {
      // `column … of relation … already exists` ends like `relation … already exists`.
      const end = match.index + match[0].length;
      if (ends.has(end)) return [];
      ends.add(end);
      const explanation = explain(one.object, one.sqlstate, match[1] ?? '', match[2] ?? null);
      return [{ explanation, at: match.index }];
    }),
  );
  if (found.length > 0) return found;
  const match = new RegExp(`\\b(42P07|42701|42710|42P06)\\b[^"“”„«»「]{0,120}${quotedName}`).exec(
    text,
  );
  const [, sqlstate = '', name] = match ?? [];
  const object = byState[sqlstate];
  return match === null || object === undefined || name === undefined
    ? []
    : [{ explanation: explain(object, sqlstate, name, null), at: match.index }];
}

function explain(
  object: string,
  sqlstate: string,
  name: string,
  table: string | null,
): Explanation {
  const where = table === null ? '' : ` of ${displayIdent(table)}`;
  const headline =
    object === 'primary key'
      ? `Table ${displayIdent(name)} has a primary key already.`
      : `The ${object} ${displayIdent(name)}${where} is there already.`;
  return {
    kind: 'already-exists',
    sqlstate,
    constraint: object === 'constraint' ? name : null,
    headline,
    why: 'Most often an earlier run of the same migration got this far and stopped later: it ran without a transaction, so what it had made stayed, but it was not recorded as done. This error then hides the first one, which is the one to look for. It may also be another object of the same name: PostgreSQL cuts names at 63 bytes, and folds unquoted ones to lower case.',
    sides: [],
    waysOut: [
      {
        title:
          'Run the migration under pgmend: it compares what is there with what the statement declares, column by column. What is identical counts as done and the migration goes on; a difference is shown, and nothing is touched.',
        code: 'npx pgmend run -- YOUR MIGRATION COMMAND',
      },
      {
        title:
          'Or look yourself whether it is the same, and do not drop it before you know what it holds.',
        code:
          object === 'schema'
            ? `\\dn+ ${displayIdent(name)}`
            : `\\d+ ${displayIdent(table ?? name)}`,
      },
      {
        title:
          'Do not record the migration as done by hand unless every one of its statements took effect.',
        code: null,
      },
    ],
  };
}
