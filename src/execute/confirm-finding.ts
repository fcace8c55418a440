import { isExplained } from '../diagnose/explained-kinds.ts';
import type { IncompatibleTypes } from '../diagnose/fault.ts';
import { notValidated } from '../diagnose/faults/not-validated/not-validated.ts';
import type { Probe } from '../diagnose/probe.ts';
import type { Finding, FindingOf } from '../plan/finding.ts';
import type { ProbeAnswer } from '../values/answer-probe.ts';
import { isBehind } from '../values/find-sequence-state.ts';

/**
 * What counting makes of a finding: itself, another one (a key that is NOT VALID and has no orphans only needs to be
 * validated), or null where nothing is wrong. What names suggest is a fault only when the values say so too.
 */
export function confirmedFinding(finding: Finding): Finding | null {
  switch (finding.kind) {
    case 'orphans':
      return orphansOrNone(finding);
    case 'set-null-on-not-null':
      return finding.fault.notNull.length + finding.facts.missing.length > 0 ? finding : null;
    case 'sequence-behind':
      return isBehind(finding.facts) ? finding : null;
    case 'narrow-reference':
      return canOutgrow(finding) ? finding : null;
    case 'no-unique-key':
      return !finding.optional || isKeyInFact(finding) ? finding : null;
    case 'incompatible-types':
      return !finding.optional || isReference(finding) ? finding : null;
    default:
      break;
  }
  const { fault, facts } = finding;
  if (!isExplained(fault) || fault.probe === undefined) return finding;
  const answer = facts !== null && 'probe' in facts ? facts.probe : null;
  return answer !== null && agrees(fault.probe, answer) ? finding : null;
}

function orphansOrNone(finding: FindingOf<'orphans'>): Finding | null {
  const { fault, facts, optional } = finding;
  if (facts.keys.length === 0) {
    const better = notValidated(fault);
    return better === null ? null : { kind: better.kind, fault: better, facts: null, optional };
  }
  if (fault.declaredBy !== 'names') return finding;
  const isReferenced = facts.keys.every(({ rows, nulls, orphans, inChildren }) => {
    const matched = rows - nulls - orphans;
    return matched > 0 && matched >= orphans && inChildren === 0;
  });
  return isReferenced ? finding : null;
}

/** A key that a column cannot hold can be made, or is there. */
function canOutgrow({ fault, facts }: FindingOf<'narrow-reference'>): boolean {
  if (fault.declaredBy === 'statement') return true;
  return facts.reaches.some(({ exceeded, ends }, at) => {
    const limit = fault.limits[at];
    // Keys of a text without a limit are made by a rule of their own, and are rarely of any length.
    const byRule = limit?.of === 'text' && limit.open;
    return exceeded || !(ends || byRule);
  });
}

function isKeyInFact({ facts }: FindingOf<'no-unique-key'>): boolean {
  const { duplicateKeys, nulls, references } = facts;
  return (
    duplicateKeys === 0 &&
    nulls === 0 &&
    references !== null &&
    references.matched > 0 &&
    references.unmatched === 0
  );
}

/** Most values map, and not all are NULL; of a column that is plainly meant as a reference, whatever they are. */
function isReference({ fault, facts }: FindingOf<'incompatible-types'>): boolean {
  const { columns } = facts;
  if (columns.length === 0) return false;
  const mapped = columns.every(
    ({ mapped: { table, column, referencedTable }, weighed: [best] }) => {
      if (best === undefined) return false;
      const { mapping } = best;
      // Each value then stands for its own row: another name of it, not a reference.
      if (mapping.kind === 'alternate-key' && mapping.column === column) {
        if (table.schema === referencedTable.schema && table.name === referencedTable.name)
          return false;
      }
      const { matched, unmatched, ambiguous } = best.evidence;
      return matched > 0 && matched >= unmatched + ambiguous && best.doubt === null;
    },
  );
  return mapped || isPlain(fault);
}

function isPlain({ plain }: IncompatibleTypes): boolean {
  return plain === true;
}

function agrees(probe: Probe, { matched, unmatched }: ProbeAnswer): boolean {
  return probe.kind === 'rows' ? matched >= probe.least : matched > 0 && matched >= unmatched;
}
