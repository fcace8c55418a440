import { displayIdent } from '../../postgres/quote.ts';
import type { Explanation, WayOut } from './explanation.ts';
import type { KeyMessage, KeyPair } from './key-message.ts';
import { familyOf, kinship } from './type-kinship.ts';

/** What a foreign key of incomparable types means: both sides, why, and the ways out. */
export function explainIncompatibleTypes({ constraint, pair }: KeyMessage): Explanation {
  if (pair === null) return withoutDetail(constraint);
  const table = constraint === null ? null : tableOf(constraint, pair.referencing);
  const column = [table, pair.referencing]
    .filter((part) => part !== null)
    .map(displayIdent)
    .join('.');
  const key = displayIdent(pair.referenced);
  const { referencingType, referencedType } = pair;
  return {
    kind: 'incompatible-types',
    sqlstate: '42804',
    constraint,
    headline: `${column} is ${referencingType}, and the key that it is to reference, ${key}, is ${referencedType}.`,
    why: why(pair, constraint),
    sides: [
      {
        role: 'referencing',
        table: table === null ? null : displayIdent(table),
        column: displayIdent(pair.referencing),
        type: referencingType,
      },
      { role: 'referenced', table: null, column: key, type: referencedType },
    ],
    waysOut: [
      {
        title: `Run the migration under pgmend. It holds this error back, finds the ${referencedType} that each ${referencingType} stands for, shows the plan and asks, changes ${column} to ${referencedType} with nothing lost, and the migration goes on.`,
        code: 'npx pgmend run -- YOUR MIGRATION COMMAND',
      },
      {
        title: 'Or see first what is wrong and what would be done; nothing is changed.',
        code: 'npx pgmend plan',
      },
      byHand(pair, table),
      {
        title: `Or, where most columns that mean this key are ${referencingType}: change the key ${key} to ${referencingType}, together with every column that references it, in one transaction.`,
        code: null,
      },
      {
        title: `Then write ${referencedType} where the migration and the model declare ${column}, or a new database stops at the same place.`,
        code: null,
      },
    ],
  };
}

function why({ referencingType, referencedType }: KeyPair, constraint: string | null): string {
  const name = constraint === null ? '' : ` ${displayIdent(constraint)}`;
  const refusal = `PostgreSQL checks a foreign key by comparing both columns with the operators of the unique index behind the referenced one. The operator family of that ${referencedType} index has no equality operator (=) for ${referencedType} and ${referencingType}, so PostgreSQL refuses the constraint${name} whatever the rows hold: also of an empty table, and also with NOT VALID.`;
  return `${refusal} ${castSentence(referencingType, referencedType)}`;
}

function castSentence(referencingType: string, referencedType: string): string {
  switch (kinship(referencingType, referencedType)) {
    case 'no-cast':
      return `There is no cast from ${referencingType} to ${referencedType} at all, so ALTER COLUMN … TYPE ${referencedType} fails too, also with USING …::${referencedType}: which ${referencedType} a ${referencingType} stands for can only be looked up in the data, for example in a table that still holds both.`;
    case 'through-text':
      return `A cast through text exists, but it fails at the first value that is no ${referencedType}, and a value that can be cast need not mean the same row.`;
    case 'one-way':
      return `The other direction works: a ${referencedType} column may reference a ${referencingType} key.`;
    case 'cast':
      return `Values of ${referencingType} can be cast to ${referencedType}; the column can be changed where every value survives the cast.`;
    case 'unknown':
      return `Lengths such as varchar(36) do not matter, and integer with bigint is fine: it is these two types that do not go together.`;
  }
}

/** What a careful person would do without pgmend. */
function byHand(pair: KeyPair, table: string | null): WayOut {
  const { referencingType, referencedType } = pair;
  const place = table === null ? 'THE_TABLE' : displayIdent(table);
  const column = displayIdent(pair.referencing);
  const added = displayIdent(`${pair.referencing}_new`);
  const key = displayIdent(pair.referenced);
  const castable =
    kinship(referencingType, referencedType) !== 'no-cast' && familyOf(referencedType) !== null;
  const lookup = castable
    ? `UPDATE ${place} SET ${added} = ${column}::text::${referencedType};`
    : `UPDATE ${place} AS t SET ${added} = k.${key} FROM THE_REFERENCED_TABLE AS k WHERE k.OLD_${referencingType.toUpperCase().replaceAll(/\W+/g, '_')} = t.${column};`;
  return {
    title:
      'Or by hand, behind a backup: fill a second column from a lookup, count what found no match, and only then give it the old one’s place (with its index, default, comment, grants and policies). Do not use USING NULL, TRUNCATE or DROP COLUMN first: they wipe who each row belongs to.',
    code: [
      'BEGIN;',
      `ALTER TABLE ${place} ADD COLUMN ${added} ${referencedType};`,
      lookup,
      `SELECT count(*) FROM ${place} WHERE ${column} IS NOT NULL AND ${added} IS NULL;`,
    ].join('\n'),
  };
}

function withoutDetail(constraint: string | null): Explanation {
  const name = constraint === null ? '' : ` ${displayIdent(constraint)}`;
  return {
    kind: 'incompatible-types',
    sqlstate: '42804',
    constraint,
    headline: `Foreign key${name} cannot be implemented: its columns are of types that PostgreSQL cannot compare.`,
    why: 'PostgreSQL names both columns and both types in the DETAIL of this error; the tool that printed it has left that out. The server’s log has it, and pgmend sees it when the migration runs under it.',
    sides: [],
    waysOut: [
      {
        title:
          'Run the migration under pgmend: it names both columns and both types, and mends the fault.',
        code: 'npx pgmend run -- YOUR MIGRATION COMMAND',
      },
      { title: 'Or see first what is wrong; nothing is changed.', code: 'npx pgmend doctor' },
    ],
  };
}

/** PostgreSQL's own names for foreign keys begin with the table and hold the column: `sessions_userId_fkey`. */
function tableOf(constraint: string, column: string): string | null {
  const [base = ''] = constraint.split(/_fkey\d*$/);
  const isOwn =
    base !== constraint && base.endsWith(`_${column}`) && base.length > column.length + 1;
  return isOwn ? base.slice(0, -column.length - 1) : null;
}
