import { parseStatements } from '../statement/parse-statements.ts';
import type { HeldStatement } from './held-statement.ts';
import { code } from './messages.ts';
import type { Watch } from './unit.ts';

const idle = code('I');
const inTransaction = code('T');
const failed = code('E');

/** Errors that no repair answers: cancelled, serialization, resources, broken connections, aborted transactions. */
const neverHeld = new Set(['08', '25', '40', '53', '57', '58', 'XX']);

/** A string of several statements that can be sent again whole. @param joined the client's transaction is open. */
export function canRepeat(sql: string, joined: boolean): boolean {
  const parsed = parseStatements(sql);
  if (!parsed.ok) return false;
  const risky = new Set(['transaction', 'copy', 'concurrently']);
  // Inside a transaction block neither can commit.
  if (!joined) for (const kind of ['do', 'call']) risky.add(kind);
  return parsed.statements.every(({ kind }) => !risky.has(kind));
}

/** A savepoint in front of a unit is of use, and the unit leaves it alone. */
export function wantsSavepoint(watch: Watch, status: number, repeatable: () => boolean): boolean {
  return (
    status === inTransaction &&
    !watch.control &&
    (watch.ddl || watch.code) &&
    // A string that ends the transaction or goes back in it would leave the savepoint's release to fail.
    (!watch.several || repeatable())
  );
}

/** Everything that a failed unit did can be undone, and it can be sent again. */
export function canTakeBack(
  watch: Watch,
  unit: {
    readonly simple: boolean;
    /** The savepoint in front of it was laid. */
    readonly savepoint: boolean;
    /** Transaction status before and after it. */
    readonly before: number;
    readonly after: number;
  },
): boolean {
  if (!watch.ddl && !watch.code) return false;
  if (unit.before === inTransaction) return unit.savepoint && unit.after === failed;
  return (
    unit.before === idle &&
    (unit.after === idle || (unit.after === failed && !unit.simple)) &&
    !watch.control &&
    !watch.code
  );
}

/** The failure is one that a repair may answer. @param holds what the relay was told to hold. */
export function mayBeRepaired(
  held: HeldStatement,
  holds: ((held: HeldStatement) => boolean) | undefined,
): boolean {
  if (held.error.fields.severity !== 'ERROR') return false;
  if (neverHeld.has(held.error.sqlstate.slice(0, 2))) return false;
  try {
    return holds?.(held) ?? true;
  } catch {
    return false;
  }
}
