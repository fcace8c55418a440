import type { LockMode, StepLock } from '../../plan/step.ts';
import type { QualifiedName } from '../../postgres/quote.ts';
import type { LiveDesign } from './live-design.ts';
import type { LivePhase } from './live-journal.ts';

/** CREATE TRIGGER takes it: no writer is at the table, and every later one is captured. */
export const captureLock: LockMode = 'SHARE ROW EXCLUSIVE';
/** SELECT takes it, and so does what has to keep a table's file, or TRUNCATE, as it is. */
export const readLock: LockMode = 'ACCESS SHARE';
export const cutOverLock: LockMode = 'ACCESS EXCLUSIVE';
/** VALIDATE CONSTRAINT takes it. https://www.postgresql.org/docs/current/sql-altertable.html */
const validateLock: LockMode = 'SHARE UPDATE EXCLUSIVE';

/** Milliseconds for one attempt to lock: whoever writes waits so long behind it. */
export const lockAttempt = 100;

/** What a live execution locks of the user's own tables in a phase; the cut-over is the end of catching up. */
export interface PhaseLocks {
  readonly phase: LivePhase | 'cut-over';
  readonly locks: readonly StepLock[];
  /** In attempts of {@link lockAttempt}, and held for a moment; otherwise for as long as the phase takes. */
  readonly briefly: boolean;
}

/** How a plan is carried out in the background, for who decides about it. */
export interface LiveOutline {
  readonly cutover: 'now' | 'manual';
  readonly phases: readonly PhaseLocks[];
}

/** The phases in their order, up to the end, with the tables as people name them: partitions go with theirs. */
export function locksOfPhases(design: LiveDesign): PhaseLocks[] {
  const tables = design.tables.map((one) => one.table);
  const read = [...tables, ...design.lookups.map((one) => one.table)];
  const of = (names: readonly QualifiedName[], mode: LockMode): StepLock[] => {
    const byName = new Map(
      names.map(({ schema, name }) => [`${schema}\0${name}`, { table: { schema, name }, mode }]),
    );
    return [...byName.values()];
  };
  const keys = design.foreignKeys.filter((one) => one.validated).map((one) => one.table);
  return [
    { phase: 'capturing', locks: of(read, captureLock), briefly: true },
    { phase: 'pairing', locks: of(read, readLock), briefly: false },
    { phase: 'copying', locks: of(tables, readLock), briefly: false },
    { phase: 'indexing', locks: [], briefly: false },
    { phase: 'catching-up', locks: of(read, readLock), briefly: false },
    { phase: 'cut-over', locks: of(lockedTables(design), cutOverLock), briefly: true },
    { phase: 'validating', locks: of(keys, validateLock), briefly: false },
  ];
}

/** Everything that is altered at the cut-over, or locked by it: in the order of the names, as others lock. */
export function lockedTables(design: LiveDesign): QualifiedName[] {
  const own = design.tables.map((one) => one.table);
  return [...own, ...design.neighbours]
    .map(({ schema, name }) => ({ schema, name }))
    .sort((one, other) =>
      `${one.schema}\0${one.name}` < `${other.schema}\0${other.name}` ? -1 : 1,
    );
}
