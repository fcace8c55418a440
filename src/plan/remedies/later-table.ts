import { type PutOffKey, wantedName } from '../../diagnose/put-off-key.ts';
import { displayIdent, displayQualified } from '../../postgres/quote.ts';
import type { FindingOf } from '../finding.ts';
import type { PlanContext } from '../plan-context.ts';
import { emptyPart, type PlannedPart } from '../planned-part.ts';
import { putOffKeys } from '../steps/put-off-keys.ts';

/** The foreign keys are taken out of the statement, written down, and laid when their tables are there. */
export function planLaterTable(
  { fault }: FindingOf<'later-table'>,
  { options: { journalSchema } }: PlanContext,
): PlannedPart {
  const { keys, rest } = fault;
  return {
    ...emptyPart,
    remedies: [
      {
        kind: 'put-off',
        title: `put off ${keys.map(shown).join(' and ')}, and lay ${keys.length === 1 ? 'it' : 'them'} within this run`,
        recommended: true,
        reason: [...new Set(keys.map(reasonOf))].join(' '),
      },
    ],
    chosen: 'put-off',
    explanation: [
      `What is put off stands in ${displayIdent(journalSchema)}.put_off_keys and is laid, with its name and all that it declares, once the command has ended; until then nothing checks the reference. If its table is not there by then, the run ends with exit code 1; \`pgmend doctor\` names it and \`pgmend fix\` lays it later.`,
    ],
    before: [putOffKeys(journalSchema, keys)],
    amended:
      rest === ''
        ? null
        : {
            sql: rest,
            reason: 'it references what is not there yet',
            changes: keys.map(
              (key) => `${shown(key)} is left out, until ${wantedName(key)} is there`,
            ),
          },
    answer: rest === '' ? 'ALTER TABLE' : null,
    undo: keys.map(({ table, name }) => ({ kind: 'put-off', table, name })),
    outcome: keys.map((key) => `${shown(key)} was put off until ${wantedName(key)} is there.`),
  };
}

function shown({ table, name }: PutOffKey): string {
  return `${displayIdent(name)} on ${displayQualified(table)}`;
}

function reasonOf(key: PutOffKey): string {
  return `${wantedName(key)} is not there yet: ${key.creator} creates it.`;
}
