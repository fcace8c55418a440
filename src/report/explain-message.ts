import { displayIdent } from '../postgres/quote.ts';
import type { Explanation } from './report-explanation.ts';

/**
 * What an error message means, from its text alone: PostgreSQL's own words, in any tool's wrapping, with colours,
 * in one line or several, in other languages where the shape of the DETAIL says enough.
 *
 * Source of the texts: ATAddForeignKeyConstraint in PostgreSQL's tablecmds.c, up to 17 and from 18.
 *
 * @returns null when the text is none that pgmend knows
 */
export function explainMessage(text: string): Explanation | null {
  const message = tidy(text);
  return explainIncompatibleTypes(message) ?? explainAlreadyExists(message);
}

interface WrongPair {
  readonly referencing: string;
  readonly referenced: string;
  readonly referencingType: string;
  readonly referencedType: string;
}

const quoted = `["“”„«»‘’「」]\\s?([^"“”„«»「」]+?)\\s?["“”„«»‘’「」]`;
const colon = '\\s?[:：]\\s*';

/** The DETAIL up to 17, from 18, and its shape in translations: two quoted names, a colon, two types around one word. */
const detailShapes = [
  new RegExp(
    `Key columns ${quoted}(?: of the referencing table)? and ${quoted}(?: of the referenced table)? are of incompatible types: (.+?) and (.+?)\\.(?:\\s|$)`,
  ),
  // The DETAIL at the end of a text or line has often lost its full stop.
  new RegExp(
    `Key columns ${quoted}(?: of the referencing table)? and ${quoted}(?: of the referenced table)? are of incompatible types: (.+?) and ([\\w"., ()[\\]]+)`,
  ),
  new RegExp(
    `${quoted}[^"“”„«»「」]{1,40}${quoted}[^"“”„«»「」:：]{3,60}${colon}([\\p{L}\\w"., ()[\\]]+?)\\s?(?: und | et | y | e | и | і | та | ve | och | i | a | და |と|和|與|및|와|과)\\s?([\\w"., ()[\\]]+?)\\s*[.。]?(?:\\n|$|\\s\\p{Lu})`,
    'u',
  ),
];

function explainIncompatibleTypes(message: string): Explanation | null {
  const pair = findPair(message);
  const constraint = constraintIn(message);
  if (pair === null) {
    const said = /42804|cannot be implemented/.test(message) && constraint !== null;
    return said ? withoutDetail(constraint) : null;
  }
  const { referencing, referenced, referencingType, referencedType } = pair;
  const table = constraint === null ? null : tableOf(constraint, referencing);
  const column = [table, referencing]
    .filter((part) => part !== null)
    .map(displayIdent)
    .join('.');
  return {
    kind: 'incompatible-types',
    sqlstate: '42804',
    constraint,
    headline: `${column} is ${referencingType}, and the key that it is to reference, ${displayIdent(referenced)}, is ${referencedType}.`,
    why: `PostgreSQL checks a foreign key by comparing the two columns, and has no operator = for ${referencingType} and ${referencedType}. So it refuses the constraint${constraint === null ? '' : ` ${displayIdent(constraint)}`}, whatever the rows hold; NOT VALID does not help.`,
    sides: [
      {
        role: 'referencing',
        table: named(table),
        column: displayIdent(referencing),
        type: referencingType,
      },
      { role: 'referenced', table: null, column: displayIdent(referenced), type: referencedType },
    ],
    waysOut: [
      {
        title: `Let pgmend change ${column} to ${referencedType}: it finds which ${referencedType} each ${referencingType} stands for, keeps what matches nothing, and lets the migration go on.`,
        code: 'npx pgmend run -- YOUR MIGRATION COMMAND',
      },
      {
        title: 'See first what is wrong and what would be done; nothing is changed.',
        code: 'npx pgmend plan',
      },
      {
        title: `Declare the column as ${referencedType} where the migration and the model declare it, or a new database stops at the same place.`,
        code: null,
      },
      {
        title: `Or change the key to ${referencingType}, together with every column that references it.`,
        code: null,
      },
    ],
  };
}

function withoutDetail(constraint: string): Explanation {
  return {
    kind: 'incompatible-types',
    sqlstate: '42804',
    constraint,
    headline: `Foreign key ${displayIdent(constraint)} cannot be implemented: its columns are of types that cannot be compared.`,
    why: 'PostgreSQL names the columns and both types in the DETAIL of this error; the tool that printed it has left that out.',
    sides: [],
    waysOut: [
      {
        title: 'Let pgmend look at the database, name both columns and types, and mend it.',
        code: 'npx pgmend run -- YOUR MIGRATION COMMAND',
      },
    ],
  };
}

const existing = [
  { object: 'constraint', pattern: /constraint "([^"]+)" for relation "([^"]+)" already exists/ },
  { object: 'column', pattern: /column "([^"]+)" of relation "([^"]+)" already exists/ },
  { object: 'table or index', pattern: /relation "([^"]+)" already exists/ },
  { object: 'type', pattern: /type "([^"]+)" already exists/ },
  { object: 'schema', pattern: /schema "([^"]+)" already exists/ },
] as const;

const existingSqlstates: Readonly<Record<string, string>> = {
  constraint: '42710',
  column: '42701',
  'table or index': '42P07',
  type: '42710',
  schema: '42P06',
};

function explainAlreadyExists(message: string): Explanation | null {
  for (const { object, pattern } of existing) {
    const [, name, table] = pattern.exec(message) ?? [];
    if (name === undefined) continue;
    const where = table === undefined ? '' : ` of ${displayIdent(table)}`;
    return {
      kind: 'already-exists',
      sqlstate: existingSqlstates[object] ?? null,
      constraint: object === 'constraint' ? name : null,
      headline: `The ${object} ${displayIdent(name)}${where} is there already.`,
      why: 'Most often an earlier run of the same migration got this far and stopped later: the tool ran it without a transaction, so what it had made stayed, and it was not recorded as done. The first error is the one to look for.',
      sides: [],
      waysOut: [
        {
          title:
            'Let pgmend compare what is there with what the migration declares: what is identical counts as done, and the migration goes on.',
          code: 'npx pgmend run -- YOUR MIGRATION COMMAND',
        },
        {
          title: 'If it is another object of that name, give one of them another name.',
          code: null,
        },
      ],
    };
  }
  return null;
}

function findPair(message: string): WrongPair | null {
  for (const shape of detailShapes) {
    const [, referencing, referenced, referencingType, referencedType] = shape.exec(message) ?? [];
    if (referencing && referenced && referencingType && referencedType) {
      return {
        referencing,
        referenced,
        referencingType: referencingType.trim(),
        referencedType: referencedType.trim().replace(/[.。]$/, ''),
      };
    }
  }
  return null;
}

function constraintIn(message: string): string | null {
  const english = /foreign key constraint "([^"]+)" cannot be implemented/.exec(message);
  if (english !== null) return english[1] ?? null;
  // In other languages the first quoted name of the text is the constraint's.
  const first = new RegExp(quoted).exec(message);
  return first !== null && /_fkey\d*$|^fk_|_fk$/i.test(first[1] ?? '') ? (first[1] ?? null) : null;
}

/** PostgreSQL's own names for foreign keys begin with the table and hold the column: `sessions_userId_fkey`. */
function tableOf(constraint: string, column: string): string | null {
  const tail = new RegExp(`_${column.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}_fkey\\d*$`);
  return tail.test(constraint) ? constraint.replace(tail, '') : null;
}

function named(name: string | null): string | null {
  return name === null ? null : displayIdent(name);
}

/** Without colours, with one kind of quote, and DETAIL put together again where a tool has wrapped it. */
function tidy(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with the control character ESC.
      .replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, '')
      .replaceAll('\\n', '\n')
      .replaceAll('\\"', '"')
      .replaceAll(/[ \t]*\r?\n[ \t│|]*/g, (breaks) => (breaks.includes('\n\n') ? '\n' : ' '))
      .replaceAll(/[ \t]+/g, ' ')
      .trim()
  );
}
