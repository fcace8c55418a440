import { quoteLiteral } from '../../../postgres/quote.ts';
import { byHand, type Explainer, explanationOf, nameOr, underPgmend } from '../explainer.ts';

/** A sequence that gives no more numbers. */
export const sequenceEnded: Explainer = {
  messages: ['sequence-ended'],
  sqlstates: ['2200H'],
  explain(error) {
    const [name, end] = error.values;
    const sequence = nameOr(name, 'THE_SEQUENCE');
    return explanationOf(error, {
      kind: 'narrow-sequence',
      headline: `The sequence ${name === undefined ? '' : `${sequence} `}is at its end${end === undefined ? '' : `, ${end}`}.`,
      why: 'A sequence has a type of its own, and ends where that ends: 32767 for smallint, 2147483647 for integer. ALTER COLUMN … TYPE bigint widens the column and leaves the sequence of a serial column as it is. Where the column is as narrow, both have to be widened, and all columns that reference it.',
      waysOut: [
        underPgmend('what can be said from the database is said beside the error.'),
        {
          title: 'Or let pgmend give every such sequence the type of its column.',
          code: 'npx pgmend fix',
        },
        byHand(
          'By hand: see the types of both, and widen the sequence if the column has room.',
          `SELECT data_type, last_value, max_value FROM pg_sequences WHERE sequencename = ${quoteLiteral(name ?? 'THE_SEQUENCE')};`,
          `ALTER SEQUENCE ${sequence} AS bigint;`,
        ),
      ],
    });
  },
};
