import type { Fault, IncompatibleTypes } from '../diagnose/fault.ts';
import { type ParsedStatement, parseStatements } from '../statement/parse-statements.ts';
import type { HeldStatement } from './held-statement.ts';

/**
 * A string of several statements makes what has to be repaired, and other words for it do not do: the key of its own
 * table meets a type that the string does not declare, or it writes rows of the type that it declares; or it writes
 * the rows whose deferred checks keep it from altering their table. Replayed statement by statement, it fails at
 * something that is there and can be looked at. So it is where nothing is left of several statements: each is to be
 * answered.
 *
 * @param faults of the whole string.
 */
export function wantsSplit(held: HeldStatement, faults: readonly Fault[]): boolean {
  if (held.protocol !== 'simple') return false;
  const parsed = parseStatements(held.sql);
  if (!parsed.ok || parsed.statements.length < 2) return false;
  return faults.some(
    (fault) =>
      (fault.kind === 'pending-trigger-events' && fault.sameString) ||
      (fault.kind === 'later-table' && fault.rest === '') ||
      (fault.kind === 'incompatible-types' &&
        (fault.referencing.oid === 0 || fault.referenced.oid === 0) &&
        (fault.amend.length < fault.pairs.length || writesTo(fault, parsed.statements))),
  );
}

function writesTo(
  { referencing: { table } }: IncompatibleTypes,
  statements: readonly ParsedStatement[],
): boolean {
  return statements.some(({ declarations }) =>
    declarations.some(
      (one) =>
        one.kind === 'data' &&
        one.table.name === table.name &&
        (one.table.schema ?? table.schema) === table.schema,
    ),
  );
}
