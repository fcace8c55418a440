import { byHand, type Explainer, explanationOf, nameOr, underPgmend } from '../explainer.ts';

/** An identity column that is no number. */
export const identityType: Explainer = {
  messages: ['identity-type'],
  sqlstates: ['22023'],
  explain(error) {
    const isRetype = error.statement?.does === 'retype';
    const table = nameOr(error.statement?.table, 'THE_TABLE');
    const column = nameOr(error.statement?.columns[0], 'THE_COLUMN');
    return explanationOf(error, {
      kind: isRetype ? 'type-change-fails' : 'identity-type',
      headline: isRetype
        ? `${table}.${column} is an identity column, which has to stay smallint, integer or bigint.`
        : 'An identity column has to be smallint, integer or bigint, and the one that is declared is not.',
      why: 'An identity column is filled from a sequence, and a sequence counts: it makes no uuid and no text. Mostly a tool’s auto-increment was left standing beside another type.',
      others: [
        isRetype
          ? { kind: 'identity-type', when: 'the statement declares a new column' }
          : {
              kind: 'type-change-fails',
              when: 'the statement changes the type of a column that is an identity or has a sequence',
            },
      ],
      waysOut: [
        underPgmend(
          isRetype
            ? 'it says what fills the column, what references it, and asks how its keys are to be made anew.'
            : 'it names the column, its type, and the default that would fill it.',
        ),
        byHand(
          'Or choose one: a number with identity, or a uuid with its generator. What references the column has to get the same type.',
          'id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
          'id uuid DEFAULT gen_random_uuid() PRIMARY KEY',
        ),
        ...(isRetype
          ? [
              byHand(
                'By hand the identity has to go before the type changes.',
                `ALTER TABLE ${table} ALTER COLUMN ${column} DROP IDENTITY;`,
              ),
            ]
          : []),
      ],
    });
  },
};
