import { byHand, type Explainer, explanationOf, underPgmend } from '../explainer.ts';

/** The consequence of an error before it in the same transaction. */
export const abortedTransaction: Explainer = {
  messages: ['transaction-aborted'],
  sqlstates: ['25P02'],
  explain(error) {
    return explanationOf(error, {
      kind: null,
      headline: 'This is only a consequence: an earlier statement of the same transaction failed.',
      why: 'After an error PostgreSQL refuses everything until the transaction is rolled back. The cause is the first error, which a tool may have caught or printed further up; the server’s log has it too.',
      waysOut: [
        underPgmend('it sees the first error, and mends that one.'),
        byHand(
          'Or give the whole output to pgmend: the first cause in it is explained.',
          'YOUR MIGRATION COMMAND 2>&1 | npx pgmend explain -',
        ),
        byHand(
          'Code that catches an error and goes on needs a savepoint before it.',
          'SAVEPOINT before_it;',
          'ROLLBACK TO SAVEPOINT before_it;',
        ),
      ],
    });
  },
};
