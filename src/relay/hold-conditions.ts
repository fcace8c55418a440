import { parseStatements } from '../statement/parse-statements.ts';
import type { StatementKind } from '../statement/statement-kind.ts';
import type { HeldStatement } from './held-statement.ts';
import { code } from './messages.ts';
import type { Watch } from './unit.ts';

const idle = code('I');
const inTransaction = code('T');
const failed = code('E');

/** Errors that no repair answers: cancelled, serialization, resources, broken connections, aborted transactions. */
const neverHeld = new Set(['08', '25', '40', '53', '57', '58', 'XX']);

/** Errors for which a unit that only writes rows is held, outside a transaction: values that a column does not hold. */
const heldForRows = new Set(['22003', '22001']);

/** How a failed string is sent again. */
export interface Repetition {
  /** It begins a transaction block of its own; what stands before its BEGIN belongs to that block too. */
  readonly begins: boolean;
  /** Where the COMMIT that ends it stands, which is sent apart (UTF-16 offset); null without one. */
  readonly commit: number | null;
}

/**
 * How a string of one or several statements can be sent again after a failure; null where it cannot: something in it
 * may have been committed, or would be committed before the client's own time. The one COMMIT that is allowed ends
 * the string and the only transaction that it can mean.
 * https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-MULTI-STATEMENT
 *
 * @param joined the client's transaction is open.
 */
export function repetitionOf(sql: string, joined: boolean): Repetition | null {
  const parsed = parseStatements(sql);
  if (!parsed.ok) return null;
  const risky = new Set<StatementKind>(['transaction', 'copy', 'concurrently']);
  const isAlone = parsed.statements.length === 1;
  let begins = false;
  let commit: number | null = null;
  for (const { kind, start } of parsed.statements) {
    if (risky.has(kind) || commit !== null) return null;
    const inBlock = joined || begins;
    // Alone it may commit; inside a transaction block, and several statements of one string are one, it cannot.
    if (!inBlock && isAlone && (kind === 'do' || kind === 'call')) return null;
    if (kind === 'begin') {
      if (begins) return null;
      begins = true;
    }
    if (kind === 'commit') {
      if (!inBlock) return null;
      commit = start;
    }
  }
  return { begins, commit };
}

/** A savepoint in front of a unit is of use, and the unit leaves it alone. */
export function wantsSavepoint(watch: Watch, status: number, repeatable: () => boolean): boolean {
  return (
    status === inTransaction &&
    !watch.control &&
    (watch.ddl || watch.code) &&
    // A string that goes back in the transaction, or ends it and goes on, would leave the savepoint's release to fail.
    (!watch.several || repeatable())
  );
}

/** Everything that a failed unit did can be undone, and it can be sent again. */
export function canTakeBack(
  watch: Watch,
  unit: {
    readonly simple: boolean;
    /** Of a simple Query; null where it cannot be sent again. */
    readonly repetition: Repetition | null;
    /** Its BEGIN was answered. */
    readonly began: boolean;
    /** The savepoint in front of it was laid. */
    readonly savepoint: boolean;
    /** Transaction status before and after it. */
    readonly before: number;
    readonly after: number;
  },
): boolean {
  if (!watch.ddl && !watch.code && !watch.data) return false;
  if (unit.simple && unit.repetition === null) return false;
  if (unit.before === inTransaction) return unit.savepoint && unit.after === failed;
  if (unit.before !== idle || watch.control || (watch.code && !unit.simple)) return false;
  if (unit.after === failed) return !unit.simple || unit.repetition?.begins === true;
  // Begun and idle again: it was the COMMIT that failed, and the client is told so.
  return unit.after === idle && !(unit.repetition?.commit !== null && unit.began);
}

/** The failure is one that a repair may answer. @param holds what the relay was told to hold. */
export function mayBeRepaired(
  held: HeldStatement,
  watch: Watch,
  holds: ((held: HeldStatement) => boolean) | undefined,
): boolean {
  if (held.error.fields.severity !== 'ERROR') return false;
  if (neverHeld.has(held.error.sqlstate.slice(0, 2))) return false;
  if (!watch.ddl && !watch.code && !heldForRows.has(held.error.sqlstate)) return false;
  try {
    return holds?.(held) ?? true;
  } catch {
    return false;
  }
}
