import type { Plan } from '../plan/plan.ts';
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
  const steps = plan.steps.flatMap((step, at) => [
    '',
    `-- ${at + 1}. ${oneLine(step.title)}`,
    ...step.locks.map(
      ({ table, mode }) => `--    locks ${oneLine(displayQualified(table))} (${mode})`,
    ),
    ...step.hazards.map(({ kind, message }) => `--    ${kind}: ${oneLine(message)}`),
    ...step.sql.map((statement) => `${statement.trim().replace(/;$/, '')};`),
  ]);
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
    '',
    'COMMIT;',
    '',
  ].join('\n');
}

function oneLine(text: string): string {
  return text.replaceAll(/[\r\n\u2028\u2029]+/g, ' ');
}
