import type { FaultKind } from '../diagnose/fault.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanOptions } from '../plan/plan-options.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';

/** Every kind, so that a choice for a kind of which nothing is found is told from a slip of the pen. */
const kinds: Readonly<Record<FaultKind, true>> = {
  'already-exists': true,
  'array-column': true,
  'blocked-type-change': true,
  'case-twins': true,
  'column-count': true,
  'data-step': true,
  'default-type': true,
  'dependent-objects': true,
  'duplicate-foreign-key': true,
  'identity-type': true,
  'incompatible-types': true,
  'inheritance-parent': true,
  'invalid-index': true,
  'key-not-enforced': true,
  'later-table': true,
  'leftover-type': true,
  'missing-column': true,
  'missing-constraint': true,
  'missing-relation': true,
  'missing-rights': true,
  'narrow-reference': true,
  'narrow-sequence': true,
  'no-unique-key': true,
  'not-null-on-rows': true,
  'not-validated': true,
  orphans: true,
  'pending-trigger-events': true,
  'persistence-mix': true,
  'put-off-key': true,
  'second-primary-key': true,
  'sequence-behind': true,
  'set-null-on-not-null': true,
  'truncate-referenced': true,
  'type-change-fails': true,
  'wrong-target': true,
};

/** Remedies that a question about a part of a fault offers, and the list of its remedies does not name. */
const inParts: ReadonlySet<string> = new Set(['drop-default', 'run-data', 'skip-data']);

/**
 * Sees to it that what `--choose` names is there to be chosen: else the recommended remedy would be carried out
 * against the user's word.
 *
 * @param isWhole the plan is of everything that is wrong: what is not in it is not there.
 * @throws PgmendError `no-such-choice`
 */
export function checkChoices(
  plan: Plan,
  { chosen }: Pick<PlanOptions, 'chosen'>,
  isWhole: boolean,
): void {
  for (const [key, remedy] of Object.entries(chosen)) {
    const name = nameOf(key);
    if (inParts.has(remedy)) continue;
    const meant = plan.faults.filter(isNamed(name));
    if (meant.length === 0) {
      if (!isWhole || name in kinds) continue;
      throw noSuchChoice(
        `--choose '${name}=${remedy}' names neither a kind of fault nor one that is there.`,
        'See what is wrong, and under which name: pgmend doctor',
      );
    }
    const offered = new Set(meant.flatMap(({ remedies }) => remedies.map(({ kind }) => kind)));
    if (offered.has(remedy)) continue;
    throw noSuchChoice(
      `--choose '${name}=${remedy}' names no remedy that ${name} has.`,
      offered.size === 0
        ? 'It has none to choose from: see pgmend plan'
        : `It has: ${[...offered].join(', ')}`,
    );
  }
}

/**
 * One sentence for each choice that names neither a kind of fault nor one of those that a command met: what it was to
 * decide may have been decided without it, and nobody can know before the end.
 */
export function unaskedChoices(plans: readonly Plan[], chosen: PlanOptions['chosen']): string[] {
  if (plans.length === 0) return [];
  return Object.entries(chosen)
    .map(([key, remedy]) => ({ name: nameOf(key), remedy }))
    .filter(({ name }) => !(name in kinds) && !plans.some((one) => one.faults.some(isNamed(name))))
    .map(
      ({ name, remedy }) =>
        `Nothing asked for --choose '${name}=${remedy}': it names neither a kind of fault nor one that was met. What it was meant for was decided without it.`,
    );
}

function nameOf(key: string): string {
  return key.split('/')[0] ?? key;
}

function isNamed(name: string) {
  return ({ fault }: Plan['faults'][number]) => fault.id === name || fault.kind === name;
}

function noSuchChoice(sentence: string, next: string): PgmendError {
  return new PgmendError('no-such-choice', sentence, next, 2);
}
