import type { ErrorInText } from '../errors-in-text.ts';
import { byHand, type Explainer, explanationOf, nameOr, underPgmend } from '../explainer.ts';
import type { Explanation, OtherKind, WayOut } from '../explanation.ts';
import { kinship } from '../type-kinship.ts';

const run: WayOut = underPgmend(
  'it finds every column that has to change along, converts each value by itself, counts what does not go over and asks about that, keeps the old values, and answers the statement as done.',
);
const aDefault: OtherKind = {
  kind: 'default-type',
  when: 'the statement sets a default and changes no type',
};

/** ALTER COLUMN … TYPE that stops for want of a cast, at a default or at its USING. */
export const typeChangeFails: Explainer = {
  messages: [
    'no-automatic-cast',
    'default-not-castable',
    'using-not-castable',
    'no-cast',
    'subquery-in-using',
  ],
  sqlstates: ['42846'],
  explain(error) {
    switch (error.message) {
      case 'no-cast':
      case null:
        return withoutCast(error);
      case 'subquery-in-using':
        return subquery(error);
      case 'default-not-castable':
        return defaultInTheWay(error);
      default:
        return notByItself(error);
    }
  },
};

function placeOf(error: ErrorInText, column: string | undefined): [string, string, string] {
  const table = nameOr(error.statement?.table, 'THE_TABLE');
  const own = nameOr(column ?? error.statement?.columns[0], 'THE_COLUMN');
  const isKnown = error.statement?.table !== undefined && error.statement.table !== null;
  return [table, own, isKnown ? `${table}.${own}` : own];
}

function alter(table: string, column: string, type: string): string {
  return `ALTER TABLE ${table} ALTER COLUMN ${column} TYPE ${type} USING ${column}::${type};`;
}

function notByItself(error: ErrorInText): Explanation {
  const [name, type = error.statement?.newType ?? 'THE_TYPE'] = error.values;
  const [table, column, shown] = placeOf(error, name);
  const isUsing = error.message === 'using-not-castable';
  return explanationOf(error, {
    kind: 'type-change-fails',
    headline: isUsing
      ? `What USING computes for ${shown} is not ${type}, and does not become it by itself.`
      : `The values of ${shown} do not become ${type} by themselves.`,
    why: `Without USING, ALTER COLUMN … TYPE takes only casts that PostgreSQL uses in an assignment, and there is none to ${type} from the type that the column has, also if the table is empty. The HINT "USING …::${type}" works only if such a cast exists at all (between uuid and integer there is none, whatever the values are), if every value is well-formed, and if no default, index, CHECK or foreign key stands on the old type.`,
    waysOut: [
      run,
      byHand(
        'Or by hand, behind a backup: see first what is no value of the new type (pg_input_is_valid is there from PostgreSQL 16).',
        `SELECT ${column} FROM ${table} WHERE NOT pg_input_is_valid(${column}::text, '${type.replaceAll("'", "''")}');`,
        alter(table, column, type),
      ),
      byHand(
        'Foreign keys on the column: drop them, change both sides, lay them again, in one transaction. Do not drop and add the column: its values, index, comment and grants go with it.',
      ),
    ],
  });
}

function withoutCast(error: ErrorInText): Explanation {
  const [from, to] = error.values;
  const known = from !== undefined && to !== undefined;
  const isNone = known && kinship(from, to) === 'no-cast';
  const [table, column] = placeOf(error, undefined);
  return explanationOf(error, {
    kind: 'type-change-fails',
    headline: known
      ? `PostgreSQL has no cast from ${from} to ${to}.`
      : 'PostgreSQL has no cast between the two types.',
    why: known
      ? `Neither by itself nor with ${to === from ? '' : `::${to}`}: ${isNone ? `which ${to} a ${from} stands for can only be looked up in the data, for example in a table that still holds both` : 'such a cast would have to go through text, where the texts of both types are alike, or through a function'}.`
      : 'Which value of the one type a value of the other stands for can only be looked up in the data.',
    waysOut: [
      run,
      byHand(
        'Or by hand, behind a backup: fill a second column from a lookup, count what found no match, and only then give it the old one’s place.',
        'BEGIN;',
        `ALTER TABLE ${table} ADD COLUMN new_value ${to ?? 'THE_TYPE'};`,
        `UPDATE ${table} AS t SET new_value = k.id FROM THE_TABLE_WITH_BOTH AS k WHERE k.old_id = t.${column};`,
        `SELECT count(*) FROM ${table} WHERE ${column} IS NOT NULL AND new_value IS NULL;`,
      ),
      byHand('Do not use USING NULL: it wipes what each row refers to.'),
    ],
  });
}

function defaultInTheWay(error: ErrorInText): Explanation {
  const [name, type = 'THE_TYPE'] = error.values;
  const [table, column, shown] = placeOf(error, name);
  return explanationOf(error, {
    kind: 'type-change-fails',
    headline: `The default of ${shown} does not become ${type} by itself.`,
    why: "USING converts the rows; the default is converted by itself, with casts that PostgreSQL uses in an assignment. A default such as nextval(…) or '' is none of the new type: it makes values of the old one.",
    others: [aDefault],
    waysOut: [
      run,
      byHand(
        'Or take the default away before, and set one of the new type after.',
        `ALTER TABLE ${table} ALTER COLUMN ${column} DROP DEFAULT;`,
        alter(table, column, type),
        `ALTER TABLE ${table} ALTER COLUMN ${column} SET DEFAULT …;`,
      ),
    ],
  });
}

function subquery(error: ErrorInText): Explanation {
  const [table, column, shown] = placeOf(error, undefined);
  const type = error.statement?.newType ?? 'THE_TYPE';
  return explanationOf(error, {
    kind: 'type-change-fails',
    headline: `USING ${column === 'THE_COLUMN' ? '' : `for ${shown} `}holds a subquery, which PostgreSQL does not allow there.`,
    why: 'USING is computed while the table is being rewritten, row by row. It may call a function, and a function may look up values, but not in the table that is being rewritten.',
    waysOut: [
      run,
      byHand(
        'Or put the lookup into a function.',
        'CREATE FUNCTION lookup(OLD_TYPE) RETURNS NEW_TYPE LANGUAGE sql STABLE AS $$ SELECT id FROM THE_TABLE_WITH_BOTH WHERE old_id = $1 $$;',
        `ALTER TABLE ${table} ALTER COLUMN ${column} TYPE ${type} USING lookup(${column});`,
      ),
    ],
  });
}
