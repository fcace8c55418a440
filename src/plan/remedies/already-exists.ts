import { displayQualified } from '../../postgres/quote.ts';
import type { FindingOf } from '../finding.ts';
import type { PlanContext } from '../plan-context.ts';
import { emptyPart, type PlannedPart } from '../planned-part.ts';
import { replaceExisting } from './replace-existing.ts';

/**
 * What the statement would make is there: the same, and nothing has to be done; or something else, and which of the
 * two gives way is for the user to say, where one can.
 */
export function planAlreadyExists(
  { fault }: FindingOf<'already-exists'>,
  { catalog, options }: PlanContext,
): PlannedPart {
  if (fault.identical) {
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
  const ways = replaceExisting(catalog, fault, options.journalSchema);
  const name = `${fault.objectKind} ${displayQualified(fault.object)}`;
  if (ways.length === 0) {
    return {
      ...emptyPart,
      refusals: [`${name} is there already, but is not what the statement declares.`],
    };
  }
  const chosen = options.chosen[fault.id] ?? options.chosen[fault.kind];
  const way = ways.find(({ remedy }) => remedy.kind === chosen);
  const remedies = ways.map(({ remedy }) => remedy);
  const explanation = ways.flatMap((one) => one.explanation);
  if (way === undefined) {
    return {
      ...emptyPart,
      remedies,
      explanation,
      decisions: [
        {
          fault: fault.id,
          question: `${name} is there already, and it is another one than the statement declares. Which is right?`,
          options: ways.map(({ remedy }) => ({
            flag: `--choose 'already-exists=${remedy.kind}'`,
            effect: remedy.title,
          })),
        },
      ],
    };
  }
  return {
    ...emptyPart,
    remedies,
    explanation,
    chosen: way.remedy.kind,
    before: way.steps,
    undo: way.undo,
    outcome: [way.outcome],
    answer: way.answers ? fault.commandTag : null,
  };
}
