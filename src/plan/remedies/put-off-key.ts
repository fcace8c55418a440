import { wantedName } from '../../diagnose/put-off-key.ts';
import { displayIdent, displayQualified } from '../../postgres/quote.ts';
import type { FindingOf } from '../finding.ts';
import type { PlanContext } from '../plan-context.ts';
import { emptyPart, type PlannedPart } from '../planned-part.ts';
import { layForeignKey } from '../steps/lay-foreign-key.ts';
import { settleKey } from '../steps/put-off-keys.ts';

/** A foreign key that was put off is laid, or noted as laid; where its table is not there it goes on waiting. */
export function planPutOffKey(
  { fault }: FindingOf<'put-off-key'>,
  { options: { journalSchema } }: PlanContext,
): PlannedPart {
  const { key, constraint, target, statement, state } = fault;
  const shown = `${displayIdent(constraint)} on ${displayQualified(key.table)}`;
  const laid = settleKey(journalSchema, key, 'laid');
  const again = {
    kind: 'steps',
    steps: [settleKey(journalSchema, key, 'waiting')],
    outcome: `${shown} is put off again.`,
  } as const;
  switch (state) {
    case 'waiting':
    case 'lost':
      return {
        ...emptyPart,
        explanation: [
          `${shown} cannot be laid yet. Once ${state === 'waiting' ? wantedName(key) : displayQualified(key.table)} is there as it was meant, \`pgmend fix\` lays it, with this statement: ${statement}; \`pgmend undo ${key.run}\` gives it up.`,
        ],
      };
    case 'there':
      return {
        ...emptyPart,
        remedies: [
          {
            kind: 'note-as-laid',
            title: `note ${shown} as laid`,
            recommended: true,
            reason: 'It is there already, just as it was declared.',
          },
        ],
        chosen: 'note-as-laid',
        before: [laid],
        undo: [again],
        outcome: [`${shown} was put off, and is there.`],
      };
    case 'ready':
      return {
        ...emptyPart,
        remedies: [
          {
            kind: 'lay-key',
            title: `lay ${shown}`,
            recommended: true,
            reason: `It was put off, and ${wantedName(key)} is there now.`,
          },
        ],
        chosen: 'lay-key',
        after: [
          layForeignKey({
            table: key.table,
            name: constraint,
            referenced: target,
            statement,
          }),
          laid,
        ],
        undo: [again, { kind: 'foreign-key', table: key.table, name: constraint, notValid: false }],
        outcome: [`${shown} is laid: it was put off until ${wantedName(key)} was there.`],
      };
  }
}
