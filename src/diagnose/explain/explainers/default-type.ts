import { byHand, type Explainer, explanationOf, nameOr, underPgmend } from '../explainer.ts';

/** A default, or a value that is written, of another type than its column. */
export const defaultType: Explainer = {
  messages: ['default-of-other-type', 'value-of-other-type'],
  sqlstates: [],
  explain(error) {
    const [name, type, other] = error.values;
    const table = nameOr(error.statement?.table, 'THE_TABLE');
    const column = nameOr(name, 'THE_COLUMN');
    const isValue = error.message === 'value-of-other-type';
    return explanationOf(error, {
      kind: isValue ? null : 'default-type',
      headline: `${column} is ${type}, and ${isValue ? 'what the statement writes into it' : 'its default'} is ${other}.`,
      why: `${isValue ? 'A value' : 'The value of a default'} is assigned to the column, and PostgreSQL has no cast from ${other} to ${type} that it uses in an assignment. A quoted constant without a cast takes the column’s type; '…'::text does not.`,
      others: isValue
        ? [
            {
              kind: 'incompatible-types',
              when: `values are copied from a column of type ${other} that is meant as a reference: pgmend doctor sees such pairs`,
            },
          ]
        : [],
      waysOut: [
        underPgmend(`it names the column, both types and what the statement declares.`),
        isValue
          ? byHand(
              'Or write the cast down, if every value has the other form.',
              `… SET ${column} = THE_VALUE::${type}`,
            )
          : byHand(
              'Or give the default the column’s type, or the column the type that is meant.',
              `ALTER TABLE ${table} ALTER COLUMN ${column} SET DEFAULT …::${type};`,
            ),
        byHand(
          'See both types.',
          `SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = '${table.replaceAll("'", "''")}'::regclass AND attname = '${(name ?? '').replaceAll("'", "''")}';`,
        ),
      ],
    });
  },
};
