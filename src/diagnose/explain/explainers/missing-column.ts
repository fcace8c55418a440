import { quoteLiteral } from '../../../postgres/quote.ts';
import {
  byHand,
  type Explainer,
  explanationOf,
  nameOr,
  sidesOf,
  underPgmend,
} from '../explainer.ts';

/** A column that a statement names is not there. */
export const missingColumn: Explainer = {
  messages: ['no-key-column', 'no-column-of-relation', 'no-column'],
  sqlstates: ['42703'],
  explain(error) {
    const [column = null, table = error.statement?.table ?? null] = error.values;
    const referenced = error.statement?.referencedTable ?? null;
    const tables = [table, referenced].filter((one) => one !== null);
    const letters = (column ?? 'THE_COLUMN').toLowerCase().replaceAll('_', '');
    const isKey = error.message === 'no-key-column' || error.statement?.does === 'lay-foreign-key';
    const where =
      isKey && referenced !== null
        ? `, neither on ${nameOr(table, 'the one table')} nor, as it may be meant, on ${nameOr(referenced, 'the other')}`
        : table === null
          ? ''
          : ` on ${nameOr(table, '')}`;
    const own = nameOr(table, 'THE_TABLE');
    return explanationOf(error, {
      kind: 'missing-column',
      sides: sidesOf(error),
      headline: isKey
        ? `The foreign key names a column ${nameOr(column, 'that is not there')}${column === null ? '' : ' that is not there'}${referenced === null ? '' : `, on ${own} or on ${nameOr(referenced, '')}`}.`
        : `There is no column ${nameOr(column, 'of that name')}${where}.`,
      why: 'A foreign key is laid on columns that are there; it makes none. Mostly the column has another case or underscores (userId, userid, user_id: an unquoted name is folded to lower case), the key of the other table has another name, or a migration that should have made the column did not run. The message is the same for both sides.',
      waysOut: [
        underPgmend(
          'it says on which side the column is missing, which columns are there, and what would add it with the type of the key.',
        ),
        byHand(
          'Or look for columns of the same letters.',
          `SELECT attrelid::regclass, attname FROM pg_attribute WHERE ${tables.length === 0 ? '' : `attrelid IN (${tables.map((one) => `${quoteLiteral(nameOr(one, ''))}::regclass`).join(', ')}) AND `}NOT attisdropped AND replace(lower(attname), '_', '') = ${quoteLiteral(letters)};`,
        ),
        byHand(
          'If it is nowhere: add it with the type of the key, fill it, and lay the foreign key then.',
          `ALTER TABLE ${own} ADD COLUMN ${nameOr(column, 'THE_COLUMN')} TYPE_OF_THE_KEY;`,
        ),
      ],
    });
  },
};
