import { byHand, type Explainer, explanationOf, nameOr, underPgmend } from '../explainer.ts';

/** Deferred checks of the open transaction keep a table from being altered. */
export const pendingTriggerEvents: Explainer = {
  messages: ['pending-events'],
  sqlstates: ['55006'],
  explain(error) {
    const [command = 'ALTER TABLE', table = error.statement?.table] = error.values;
    const shown = table === undefined || table === null ? 'the table' : nameOr(table, '');
    return explanationOf(error, {
      kind: 'pending-trigger-events',
      headline: `${command} ${shown} has to wait: rows of it were written in the same transaction, and their foreign keys are not checked yet.`,
      why: 'A foreign key that is DEFERRABLE INITIALLY DEFERRED is checked at the end of the transaction, and the waiting checks remember rows by their place in the table. After a change of the table they would look at other rows. Django lays all its foreign keys that way.',
      waysOut: [
        underPgmend(
          'it makes the waiting checks run now, sends the statement again, and puts the constraints back to waiting.',
        ),
        byHand(
          'Or write this between the data and the change of the table.',
          'SET CONSTRAINTS ALL IMMEDIATE;',
        ),
        byHand('Or change data in one migration and the schema in the next one.'),
      ],
    });
  },
};
