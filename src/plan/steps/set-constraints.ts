import { type QualifiedName, quoteLiteral, quoteQualified } from '../../postgres/quote.ts';
import type { Step } from '../step.ts';

/** Runs every check that waits for the end of the transaction; fails when one of them does. */
export function checkNow(): Step {
  return {
    ...nothingStored,
    kind: 'check-constraints-now',
    title: 'let the waiting checks run now',
    sql: ['SET CONSTRAINTS ALL IMMEDIATE'],
  };
}

/** For the rest of the transaction the constraints wait again, as they were declared. */
export function deferAgain(constraints: readonly QualifiedName[]): Step {
  const names = [...new Set(constraints.map(quoteQualified))];
  return {
    ...nothingStored,
    kind: 'defer-constraints',
    title: 'let the constraints wait for the end of the transaction again',
    // The statement may have dropped one of them with its column or table.
    sql: names.map(
      (name) =>
        `DO ${quoteLiteral(`BEGIN SET CONSTRAINTS ${name} DEFERRED; EXCEPTION WHEN undefined_object THEN NULL; END`)}`,
    ),
  };
}

const nothingStored = { locks: [], hazards: [], changes: [] } as const;
