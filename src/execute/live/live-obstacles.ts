import type { Catalog } from '../../catalog/catalog.ts';
import type { TableCopy } from '../../catalog/copy/table-copy.ts';
import type { Dependent } from '../../catalog/dependent.ts';
import type { Conversion, Plan } from '../../plan/plan.ts';
import { displayIdent, displayQualified } from '../../postgres/quote.ts';
import { numberedKeys } from './number-keys.ts';

/** Steps of a plan that a live execution does in its own way; what is not among them it refuses. */
const known = new Set([
  'lock-tables',
  'materialise-mapping',
  'check-evidence',
  'keep-values',
  'remember-values',
  'set-rows-aside',
  'discard-rows',
  'lift-dependents',
  'drop-identity',
  'add-identity',
  'retype-columns',
  'retype-sequence',
  'drop-sequence',
  'lay-dependents',
  'drop-mapping',
  'analyze-table',
]);

/** What a plan would do besides that only one transaction can. */
export function planObstacles(plan: Plan): string[] {
  const others = [...plan.steps, ...plan.after].filter((step) => !known.has(step.kind));
  return [
    ...(plan.conversions.length === 0
      ? ['The plan changes no type, which is all that takes long.']
      : []),
    ...plan.refusals,
    ...others.map(
      (step) => `The plan would also ${step.title}, which is done in one transaction only.`,
    ),
    ...plan.conversions.flatMap((one) => numberObstacles(plan, one)),
  ];
}

/** Where new numbers would be others than those of one transaction. */
function numberObstacles(plan: Plan, conversion: Conversion): string[] {
  if (numberedKeys(conversion) === null || plan.amended === null) return [];
  const { mapped } = conversion;
  const name = `${displayQualified(mapped.table)}.${displayIdent(mapped.column)}`;
  return [`${name} gets new numbers, and the statement says what counts on from them.`];
}

/** What of a table its copy could not have. */
export function copyObstacles(catalog: Catalog, copy: TableCopy): string[] {
  const name = displayQualified(copy);
  const { role } = catalog;
  return [
    ...(copy.owner !== role.name && !role.superuser
      ? [
          `${name} belongs to ${copy.owner}; only that role or a superuser can put another table in its place.`,
        ]
      : []),
    ...copy.indexes.flatMap((index) => {
      const shown = displayQualified(index);
      if (!index.valid && !copy.partitioned)
        return [`The index ${shown} is invalid: drop it or REINDEX it first.`];
      // Its index is no unique one that rows could be found by, and no constraint can be laid over it.
      if (/ WITHOUT OVERLAPS\)/.test(index.constraint?.definition ?? ''))
        return [`The key ${shown} of ${name} is WITHOUT OVERLAPS.`];
      if (index.constraint?.deferrable !== true) return [];
      if (index.constraint.kind === 'exclusion')
        return [`The exclusion constraint ${shown} is DEFERRABLE.`];
      // Those of the partitions are parts of this one, and could only be laid together.
      return copy.partitioned
        ? [`The key ${shown} of the partitioned table ${name} is DEFERRABLE.`]
        : [];
    }),
  ];
}

/** What could not be laid on the copy, or would take long. */
export function dependentObstacle(one: Dependent): string[] {
  if (one.kind === 'materialized view') {
    return [
      `${one.description} would have to be filled again while everybody waits: drop it first, and make it again afterwards.`,
    ];
  }
  return one.handling === 'refused' && one.reason !== null ? [one.reason] : [];
}
