import { byHand, type Explainer, explanationOf, nameOr, underPgmend } from '../explainer.ts';

/** Two types are compared that have no common operator. */
export const noOperator: Explainer = {
  messages: ['no-operator'],
  sqlstates: ['42883'],
  explain(error) {
    const [operation] = error.values;
    const [, left, right] = /^(.+?) (?:[<>=!~]+) (.+)$/.exec(operation ?? '') ?? [];
    const isRetype = error.statement?.does === 'retype';
    const table = error.statement?.table;
    return explanationOf(error, {
      kind: isRetype ? 'type-change-fails' : 'data-step',
      headline:
        operation === undefined
          ? 'The statement uses an operator or function that there is not for its types.'
          : `PostgreSQL has no operator for ${operation}.`,
      why: `Values of two types are compared only where an operator for both is there, and PostgreSQL casts by itself only where nothing can be lost: text and integer, text and uuid, uuid and integer are never compared. ${
        isRetype
          ? 'The column itself may be of the new type by then: an index, a CHECK or a policy compares it with a value of the old one.'
          : `Mostly two columns that mean the same thing are of different types${left === undefined ? '' : `, here ${left} and ${right}`}: then a foreign key between them cannot be laid either.`
      }`,
      others: [
        isRetype
          ? { kind: 'data-step', when: 'the statement writes rows' }
          : {
              kind: 'type-change-fails',
              when: 'the statement is ALTER COLUMN … TYPE: an index, CHECK or policy compares with the old type',
            },
        {
          kind: 'incompatible-types',
          when: 'both columns are to be joined by a foreign key: pgmend doctor sees such pairs',
        },
      ],
      waysOut: [
        underPgmend('it names the columns of the statement whose types differ.'),
        byHand('Or see which columns of the database do not go together.', 'npx pgmend doctor'),
        byHand(
          'Or cast one side in the statement, the one whose values all have the other form.',
          `… WHERE ${nameOr(table, 'a')}.THE_COLUMN::text = b.THE_OTHER_COLUMN::text`,
        ),
      ],
    });
  },
};
