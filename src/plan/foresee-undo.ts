import type { Catalog } from '../catalog/catalog.ts';
import { findRelation } from '../catalog/lookup.ts';
import { isIn, tablesOf } from './conversion-steps.ts';
import type { Conversion, Plan } from './plan.ts';
import type { Step } from './step.ts';
import { analyzeTable } from './steps/analyze-table.ts';
import { checkKnown } from './steps/check-known.ts';
import { keepAnyValues } from './steps/keep-values.ts';
import { layDependents, liftDependents } from './steps/lift-dependents.ts';
import { lockTables } from './steps/lock-tables.ts';
import {
  dropReversal,
  materialiseReversal,
  type Reversal,
  restoreRows,
  reversalUsing,
} from './steps/restore-values.ts';
import { retypeColumns } from './steps/retype-columns.ts';
import { undoneRepair } from './steps/work-names.ts';

/**
 * The steps that will take a mend back, known before it is made: what `pgmend undo` would plan, with nothing counted.
 * Values that the old type cannot express are kept; where the column is NOT NULL, the step that finds one ends it.
 *
 * @param catalog as it was for `plan`.
 * @returns the plan, or why only `pgmend undo` can do it: one clause.
 */
export function foreseeUndo(
  catalog: Catalog,
  plan: Plan,
): { readonly plan: Plan } | { readonly reason: string } {
  const reason = whyNot(plan);
  if (reason !== null) return { reason };
  const { journalSchema } = plan;
  const reversals = plan.conversions.map(reversalOf);
  const conversions = reversals.map((one) => one.conversion);
  const tables = tablesOf(conversions);
  const lifted = plan.lifted ?? [];
  const undone = (plan.undo ?? []).flatMap((part) => (part.kind === 'steps' ? [part] : []));
  const usingOf = (conversion: Conversion): string => {
    const reversal = reversals.find((one) => one.conversion === conversion);
    if (reversal === undefined) throw new TypeError('a conversion without its reversal');
    return reversalUsing(journalSchema, reversal);
  };
  const steps: Step[] = [
    ...(tables.length === 0 ? [] : [lockTables(tables)]),
    ...reversals.map((one) => materialiseReversal(journalSchema, one)),
    ...conversions.map((one) =>
      one.notNull ? checkKnown(journalSchema, one) : keepAnyValues(journalSchema, one),
    ),
    ...(lifted.length === 0 ? [] : [liftDependents(lifted)]),
    ...tables.map((table) =>
      retypeColumns(
        conversions.filter((one) => isIn(one, table)),
        usingOf,
        [],
      ),
    ),
    ...(lifted.length === 0 ? [] : [layDependents(lifted)]),
    ...reversals.flatMap((one) => putBack(catalog, journalSchema, one)),
    ...reversals.map((one) => dropReversal(journalSchema, one)),
    ...tables.map(analyzeTable),
    ...[...undone].reverse().flatMap((part) => part.steps),
  ];
  return {
    plan: {
      ...plan,
      purpose: 'undo',
      faults: [],
      conversions,
      tables: [],
      steps,
      after: [],
      hazards: [],
      explanation: [],
      undo: [],
      outcome: undone.map((part) => part.outcome),
    },
  };
}

function whyNot({ conversions, undo = [] }: Plan): string | null {
  if (conversions.some((one) => (one.generator ?? one.fresh ?? null) !== null))
    return 'keys are made anew, and what fills their column has to be looked up';
  if (undo.some((part) => part.kind !== 'steps'))
    return 'what has to be put back can only be counted in the journal';
  return null;
}

/** As execute/undo-run.ts makes it, with nothing counted. */
function reversalOf(mended: Conversion): Reversal & { readonly aside: boolean } {
  const { mapped, weighed, unmatched, default: converted } = mended;
  const undoes = { repair: undoneRepair, conversion: mended.number };
  const missing = weighed.evidence.unmatched + weighed.evidence.ambiguous;
  return {
    conversion: {
      ...mended,
      mapped: {
        ...mapped,
        type: mapped.newType,
        typeOid: mapped.newTypeOid,
        newType: mapped.type,
        newTypeOid: mapped.typeOid,
      },
      undoes,
      default:
        converted === null
          ? null
          : { before: converted.after, after: converted.before, lost: false },
      unmatched: 'keep',
    },
    undoes,
    // Whether single rows have their values in the journal is looked up row by row.
    rowByRow: true,
    made: null,
    madeRows: 0,
    aside: missing > 0 && unmatched === 'set-aside',
  };
}

function putBack(
  catalog: Catalog,
  journalSchema: string,
  reversal: Reversal & { readonly aside: boolean },
): Step[] {
  if (!reversal.aside) return [];
  const { mapped, weighed } = reversal.conversion;
  const count = weighed.evidence.unmatched + weighed.evidence.ambiguous;
  const relation = findRelation(catalog, mapped.table);
  const columns =
    relation?.columns.filter((one) => one.generated === null).map((one) => one.name) ?? [];
  return [restoreRows(journalSchema, reversal, columns, true, count)];
}
