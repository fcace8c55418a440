import { displayIdent } from '../../../postgres/quote.ts';
import type { ErrorInText } from '../errors-in-text.ts';
import {
  byHand,
  detailOf,
  type Explainer,
  explanationOf,
  nameOr,
  sidesOf,
  underPgmend,
} from '../explainer.ts';
import type { Explanation, OtherKind, WayOut } from '../explanation.ts';
import { familyOf, kinship } from '../type-kinship.ts';

interface KeyPair {
  readonly referencing: string;
  readonly referenced: string;
  readonly referencingType: string;
  readonly referencedType: string;
}

/** A foreign key whose columns PostgreSQL cannot compare: one that is laid, or one around a column that is retyped. */
export const incompatibleTypes: Explainer = {
  messages: ['not-implemented'],
  sqlstates: ['42804'],
  explain(error) {
    const told = detailOf(error, 'key-columns');
    const isRetype = error.statement?.does === 'retype';
    if (told === null) {
      if (error.message === null) return bySqlstate(error);
      return isRetype ? retyped(error, null) : withoutDetail(error);
    }
    const [referencing = '', referenced = '', referencingType = '', referencedType = ''] = told;
    const pair = { referencing, referenced, referencingType, referencedType };
    const isArray = referencingType.endsWith('[]') !== referencedType.endsWith('[]');
    if (isArray) return arrayOfReferences(error, pair);
    return isRetype ? retyped(error, pair) : laid(error, pair);
  },
};

const aRetype: OtherKind = {
  kind: 'type-change-fails',
  when: 'the statement is ALTER COLUMN … TYPE on one side of a foreign key that is there already',
};

function laid(error: ErrorInText, pair: KeyPair): Explanation {
  const { table, column, constraint, sides } = namesOf(error, pair);
  const key = displayIdent(pair.referenced);
  const { referencingType, referencedType } = pair;
  return explanationOf(error, {
    kind: 'incompatible-types',
    constraint,
    headline: `${column} is ${referencingType}, and the key that it is to reference, ${key}, is ${referencedType}.`,
    why: why(pair, constraint),
    sides,
    others: error.statement === null ? [aRetype] : [],
    waysOut: [
      {
        title: `Run the migration under pgmend. It holds this error back, finds the ${referencedType} that each ${referencingType} stands for, shows the plan and asks, changes ${column} to ${referencedType} with nothing lost, and the migration goes on.`,
        code: 'npx pgmend run -- YOUR MIGRATION COMMAND',
      },
      {
        title: 'Or see first what is wrong and what would be done; nothing is changed.',
        code: 'npx pgmend plan',
      },
      withLookup(pair, table),
      byHand(
        `Or, where most columns that mean this key are ${referencingType}: change the key ${key} to ${referencingType}, together with every column that references it, in one transaction.`,
      ),
      byHand(
        `Then write ${referencedType} where the migration and the model declare ${column}, or a new database stops at the same place.`,
      ),
    ],
  });
}

function namesOf(error: ErrorInText, pair: KeyPair) {
  const [constraint = null] = error.values;
  const own = constraint === null ? null : tableOf(constraint, pair.referencing);
  const lays = error.statement?.does === 'lay-foreign-key' ? error.statement : null;
  const table = own ?? lays?.table ?? null;
  const referenced = lays?.referencedTable ?? null;
  const { referencingType, referencedType } = pair;
  return {
    constraint,
    table,
    column: [table, pair.referencing]
      .filter((part) => part !== null)
      .map(displayIdent)
      .join('.'),
    sides: [
      {
        role: 'referencing',
        table: table === null ? null : displayIdent(table),
        column: displayIdent(pair.referencing),
        type: referencingType,
      },
      {
        role: 'referenced',
        table: referenced === null ? null : displayIdent(referenced),
        column: displayIdent(pair.referenced),
        type: referencedType,
      },
    ],
  } as const;
}

/** One side changes, the other stays: the foreign key that joins them could not be laid again. */
function retyped(error: ErrorInText, pair: KeyPair | null): Explanation {
  const [constraint = null] = error.values;
  const types =
    pair === null
      ? 'two types that cannot be compared'
      : `${pair.referencingType} with ${pair.referencedType}`;
  const referencing = pair === null ? 'THE_COLUMN' : displayIdent(pair.referencing);
  const referenced = pair === null ? 'THE_KEY_COLUMN' : displayIdent(pair.referenced);
  const column = nameOr(error.statement?.columns[0], 'the column');
  const place = [nameOr(error.statement?.table, ''), column]
    .filter((part) => part !== '')
    .join('.');
  const name = nameOr(constraint, 'that joins them');
  return explanationOf(error, {
    kind: 'type-change-fails',
    constraint,
    headline: `${place} cannot change its type alone: the foreign key ${name} would join ${types}.`,
    why: 'A foreign key is built again at the end of ALTER COLUMN … TYPE, with the other side as it is. One ALTER TABLE reaches one table, so a key and its references can never change together in one statement.',
    sides: pair === null ? [] : namesOf(error, pair).sides,
    waysOut: [
      underPgmend(
        'it changes the key and every column that references it together, each table once, and lays the foreign keys again; all in one transaction, and with every value accounted for.',
      ),
      byHand(
        'Or by hand, in one transaction: drop the foreign keys, change every column, lay the keys again.',
        'BEGIN;',
        `ALTER TABLE THE_REFERENCING_TABLE DROP CONSTRAINT ${nameOr(constraint, 'NAME')};`,
        `ALTER TABLE THE_REFERENCED_TABLE ALTER COLUMN ${referenced} TYPE THE_TYPE USING …;`,
        `ALTER TABLE THE_REFERENCING_TABLE ALTER COLUMN ${referencing} TYPE THE_TYPE USING …;`,
        `ALTER TABLE THE_REFERENCING_TABLE ADD CONSTRAINT ${nameOr(constraint, 'NAME')} FOREIGN KEY (${referencing}) REFERENCES THE_REFERENCED_TABLE (${referenced});`,
        'COMMIT;',
      ),
    ],
  });
}

function arrayOfReferences(error: ErrorInText, pair: KeyPair): Explanation {
  const { table, column, constraint, sides } = namesOf(error, pair);
  const { referencingType, referencedType } = pair;
  const own = nameOr(table, 'THE_TABLE');
  return explanationOf(error, {
    kind: 'array-column',
    constraint,
    headline: `${column} is ${referencingType}, a list of values, and the key, ${displayIdent(pair.referenced)}, is ${referencedType}.`,
    why: 'A foreign key compares the value of a column as a whole: PostgreSQL has no foreign keys for the elements of an array. Turning a list into one value would lose the others.',
    sides,
    waysOut: [
      underPgmend(
        'it shows the table that would hold the pairs, and how it is filled. It changes nothing.',
      ),
      byHand(
        'Keep the pairs in a table of their own.',
        `CREATE TABLE THE_PAIRS (own_id OWN_TYPE REFERENCES ${own}, other_id ${referencedType.replace(/\[\]$/, '')} REFERENCES THE_REFERENCED_TABLE, PRIMARY KEY (own_id, other_id));`,
        `INSERT INTO THE_PAIRS SELECT t.id, one FROM ${own} AS t, unnest(t.${displayIdent(pair.referencing)}) AS one ON CONFLICT DO NOTHING;`,
      ),
    ],
  });
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
function withLookup(pair: KeyPair, table: string | null): WayOut {
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

function withoutDetail(error: ErrorInText): Explanation {
  const [constraint = null] = error.values;
  const name = constraint === null ? '' : ` ${displayIdent(constraint)}`;
  return explanationOf(error, {
    kind: 'incompatible-types',
    constraint,
    headline: `Foreign key${name} cannot be implemented: its columns are of types that PostgreSQL cannot compare.`,
    why: 'PostgreSQL names both columns and both types in the DETAIL of this error; the tool that printed it has left that out. The server’s log has it, and pgmend sees it when the migration runs under it.',
    sides: sidesOf(error),
    others: error.statement?.does === 'lay-foreign-key' ? [] : [aRetype],
    waysOut: [
      underPgmend('it names both columns and both types, and mends the fault.'),
      byHand('Or see first what is wrong; nothing is changed.', 'npx pgmend doctor'),
    ],
  });
}

/** The SQLSTATE alone: "datatype mismatch" is said of columns, defaults and conversions. */
function bySqlstate(error: ErrorInText): Explanation {
  const does = error.statement?.does;
  return explanationOf(error, {
    kind: does === 'retype' ? 'type-change-fails' : 'incompatible-types',
    headline: 'Two types do not go together (SQLSTATE 42804, datatype mismatch).',
    why: 'In a migration this is mostly a foreign key whose columns are of types that PostgreSQL cannot compare. The message is missing here, or in a language that pgmend does not read; with its DETAIL it names both columns and both types.',
    sides: sidesOf(error),
    others: [
      does === 'retype'
        ? { kind: 'incompatible-types', when: 'the statement lays a foreign key' }
        : { kind: 'type-change-fails', when: 'the statement changes the type of a column' },
      { kind: 'default-type', when: 'the statement sets a default' },
      { kind: 'array-column', when: 'the referencing column is an array' },
    ],
    waysOut: [
      underPgmend('it names both columns and both types, and mends the fault.'),
      byHand('Or see first what is wrong; nothing is changed.', 'npx pgmend doctor'),
    ],
  });
}

/** PostgreSQL's own names for foreign keys begin with the table and hold the column: `sessions_userId_fkey`. */
function tableOf(constraint: string, column: string): string | null {
  const [base = ''] = constraint.split(/_fkey\d*$/);
  const isOwn =
    base !== constraint && base.endsWith(`_${column}`) && base.length > column.length + 1;
  return isOwn ? base.slice(0, -column.length - 1) : null;
}
