import type { Step } from '../../plan/step.ts';
import { displayQualified, quoteLiteral } from '../../postgres/quote.ts';
import { listed } from '../words.ts';
import type { Script } from './script.ts';
import { comment, executeSql, raise } from './sql-text.ts';

/** Statements of a block that do one step, with what it must find. */
export function stepBlock(step: Step, number: number, script: Script): string[] {
  const head = [
    '',
    comment(`${number}. ${step.title}`),
    ...step.hazards.map(({ message }) => comment(`   ${message}`)),
  ];
  if (step.kind === 'lock-tables') return [...head, ...lockedOrNot(step, script)];
  const last = step.sql.at(-1) ?? '';
  if (step.expect === undefined) return [...head, ...step.sql.map((sql) => executeSql(sql))];
  const allMatch = script.exact ? '' : ` AND _found NOT LIKE '0/0/%'`;
  return [
    ...head,
    ...step.sql.slice(0, -1).map((sql) => executeSql(sql)),
    executeSql(last, '_found'),
    `IF _found IS DISTINCT FROM ${quoteLiteral(step.expect)}${isEvidence(step) ? allMatch : ''} THEN`,
    `  ${raise(quoteLiteral(step.kind === 'check-evidence' ? `The data changed meanwhile: could not ${step.title}.` : `Could not ${step.title}: it is not so.`), nextFor(step, script))}`,
    'END IF;',
  ];
}

/** A digest of values.values/count-evidence.ts begins with the counts of what matches nothing and of what is ambiguous. */
function isEvidence(step: Step): boolean {
  return step.kind === 'check-evidence' && /^\d+\/\d+\//.test(step.expect ?? '');
}

function nextFor(step: Step, { again }: Script): string {
  return step.kind === 'check-evidence'
    ? `What would be done is not what was agreed on. Write it again: ${again}`
    : 'Look at those rows, put them right, and run this again.';
}

function lockedOrNot(step: Step, { lockTimeout }: Script): string[] {
  const tables = listed(step.locks.map(({ table }) => displayQualified(table)));
  return [
    'BEGIN',
    ...step.sql.map((sql) => `  ${executeSql(sql)}`),
    'EXCEPTION WHEN lock_not_available THEN',
    `  ${raise(
      quoteLiteral(`Another connection uses ${tables}, and did not let go within ${lockTimeout}.`),
      'Run this again when the application is quiet, or stop it meanwhile.',
      'lock_not_available',
    )}`,
    'END;',
  ];
}
