import type { ExplainedFault, ExplainedKind, Fault } from './fault.ts';

const kinds: Readonly<Record<ExplainedKind, true>> = {
  'missing-rights': true,
  'wrong-target': true,
  'persistence-mix': true,
  'missing-relation': true,
  'missing-column': true,
  'column-count': true,
  'second-primary-key': true,
  'truncate-referenced': true,
  'data-step': true,
  'array-column': true,
  'inheritance-parent': true,
  'default-type': true,
  'identity-type': true,
  'missing-constraint': true,
  'not-null-on-rows': true,
  'dependent-objects': true,
  'case-twins': true,
};

/** Whether a fault is of a kind that pgmend explains and does not repair. */
export function isExplained(fault: Fault): fault is Extract<Fault, ExplainedFault<ExplainedKind>> {
  return fault.kind in kinds;
}

/**
 * Of several faults of one statement those that say it better: an array is no column to be retyped, a row of an
 * inheriting table no orphan, another primary key no leftover of the same one.
 */
export function withoutSuperseded(faults: readonly Fault[]): Fault[] {
  return faults.filter(
    (fault) => !faults.some((other) => supersedes[other.kind]?.includes(fault.kind) === true),
  );
}

const supersedes: Partial<Record<Fault['kind'], readonly string[]>> = {
  'array-column': ['incompatible-types'],
  'inheritance-parent': ['orphans', 'incompatible-types'],
  'second-primary-key': ['already-exists'],
  'persistence-mix': ['already-exists'],
  'column-count': ['no-unique-key', 'orphans'],
  'missing-constraint': ['orphans'],
};
