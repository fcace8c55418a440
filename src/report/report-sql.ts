import type { Plan } from '../plan/plan.ts';
import type { Step } from '../plan/step.ts';
import { displayQualified } from '../postgres/quote.ts';
import { faultHeadline } from './report-fault.ts';

/**
 * The plan's statements as one SQL text, in the order in which they are run. Comments say which step each
 * belongs to and what it locks; a line break in a name cannot end a comment.
 */
export function reportSql(plan: Plan): string {
  const head = [
    `-- pgmend: what would be done in database ${plan.database}`,
    ...plan.faults
      .filter((planned) => planned.chosen !== null)
      .map((planned) => `-- ${oneLine(faultHeadline(planned.fault))}`),
  ];
  const steps = sqlOfSteps(plan.steps, 1);
  const after = sqlOfSteps(plan.after, plan.steps.length + 1);
  const amended =
    plan.amended === null
      ? []
      : [
          '',
          '-- the held statement, in other words:',
          `${plan.amended.sql.trim().replace(/;$/, '')};`,
        ];
  return [
    ...head,
    '',
    'BEGIN;',
    'SET LOCAL search_path = pg_catalog;',
    'SET LOCAL row_security = off;',
    ...steps,
    ...amended,
    ...after,
    '',
    'COMMIT;',
    '',
  ].join('\n');
}

function sqlOfSteps(steps: readonly Step[], first: number): string[] {
  return steps.flatMap((step, at) => [
    '',
    `-- ${first + at}. ${oneLine(step.title)}`,
    ...step.locks.map(
      ({ table, mode }) => `--    locks ${oneLine(displayQualified(table))} (${mode})`,
    ),
    ...step.hazards.map(({ kind, message }) => `--    ${kind}: ${oneLine(message)}`),
    ...step.sql.map((statement) => `${statement.trim().replace(/;$/, '')};`),
  ]);
}

function oneLine(text: string): string {
  return text.replaceAll(/[\r\n\u2028\u2029]+/g, ' ');
}
