import { displayQualified } from '../../postgres/quote.ts';
import type { FindingOf } from '../finding.ts';
import { emptyPart, type PlannedPart } from '../planned-part.ts';
import { checkNow, deferAgain } from '../steps/set-constraints.ts';

/** The checks that wait for the end of the transaction run now, and the statement is sent again. */
export function planPendingTriggerEvents({
  fault,
}: FindingOf<'pending-trigger-events'>): PlannedPart {
  const table = displayQualified(fault.table);
  const explanation = [
    `Rows of ${table} were written in this transaction, and deferred constraints have not checked them yet; until then the table cannot be altered.`,
  ];
  if (fault.sameString) {
    return {
      ...emptyPart,
      explanation,
      refusals: [
        `The string both writes rows and alters ${table}: put SET CONSTRAINTS ALL IMMEDIATE between them, or send them apart.`,
      ],
    };
  }
  return {
    ...emptyPart,
    explanation,
    chosen: 'check-now',
    remedies: [
      {
        kind: 'check-now',
        title: 'let the waiting checks run now',
        recommended: true,
        reason: 'They have to hold at COMMIT anyway; when one fails, nothing is done.',
      },
    ],
    before: [checkNow()],
    after: [deferAgain(fault.deferred)],
    outcome: [`The deferred checks of ${table} ran before the statement.`],
  };
}
