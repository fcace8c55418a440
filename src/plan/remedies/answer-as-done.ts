import type { AlreadyExists } from '../../diagnose/fault.ts';
import type { Remedy } from '../plan.ts';

/** What the statement would make is there, and is the same: nothing has to be done. */
export function answerAsDone(fault: AlreadyExists): Remedy[] {
  if (!fault.identical) return [];
  return [
    {
      kind: 'answer-as-done',
      title: `answer the statement as done`,
      recommended: true,
      reason: `The ${fault.objectKind} is there already and is exactly what the statement declares.`,
    },
  ];
}
