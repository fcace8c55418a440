import { displayQualified } from '../../postgres/quote.ts';
import type { FindingOf } from '../finding.ts';
import { emptyPart, type PlannedPart } from '../planned-part.ts';

/** What the statement would make is there: the same, and nothing has to be done; or something else, and nothing may be. */
export function planAlreadyExists({ fault }: FindingOf<'already-exists'>): PlannedPart {
  if (!fault.identical) {
    return {
      ...emptyPart,
      refusals: [
        `${fault.objectKind} ${displayQualified(fault.object)} is there already, but is not what the statement declares.`,
      ],
    };
  }
  return {
    ...emptyPart,
    chosen: 'answer-as-done',
    remedies: [
      {
        kind: 'answer-as-done',
        title: 'answer the statement as done',
        recommended: true,
        reason: `The ${fault.objectKind} is there already and is exactly what the statement declares.`,
      },
    ],
    answer: fault.commandTag,
  };
}
