import { displayIdent, displayQualified } from '../../postgres/quote.ts';
import { amendText } from '../../statement/amend.ts';
import type { FoundColumn } from '../../values/found-column.ts';
import { describeMapping } from '../describe-mapping.ts';
import type { FindingOf } from '../finding.ts';
import type { Remedy } from '../plan.ts';
import type { PlanContext } from '../plan-context.ts';
import { type Amendment, emptyPart, type PlannedPart } from '../planned-part.ts';
import { planConversions } from './plan-conversions.ts';

type IncompatibleTypesFinding = FindingOf<'incompatible-types'>;

/** Stored columns are retyped; columns that the statement declares itself are amended in its text. */
export function planIncompatibleTypes(
  finding: IncompatibleTypesFinding,
  context: PlanContext,
): PlannedPart {
  const { columns } = finding.facts;
  const planned = planConversions(finding.fault.id, columns, context);
  const amended = amendment(finding, context.statement);
  const remedies = [
    ...(amended === null ? [] : [amendStatement]),
    ...columns.map(retypeReferencing),
  ];
  return {
    ...emptyPart,
    ...planned,
    remedies,
    chosen: remedies[0]?.kind ?? null,
    refusals: remedies.length === 0 ? [nothingToChange(finding)] : planned.refusals,
    amended,
  };
}

/** Neither a stored column nor one place in the statement can be made right: two keys ask for different types, say. */
function nothingToChange({ fault }: IncompatibleTypesFinding): string {
  const column = fault.referencing.columns.map((one) => displayIdent(one.name)).join(', ');
  return `No type of ${displayQualified(fault.referencing.table)}.${column} suits everything that the statement asks of it; correct the statement itself.`;
}

const amendStatement: Remedy = {
  kind: 'amend-statement',
  title: 'give the new column the type of the key',
  recommended: true,
  reason: 'The statement declares the column itself, so nothing is stored in it yet.',
};

function retypeReferencing({ mapped, weighed: [best] }: FoundColumn): Remedy {
  if (best === undefined) throw new TypeError('a column has at least one weighed mapping');
  const { rows, nulls, matched } = best.evidence;
  const reason =
    rows === nulls
      ? `No value has to be converted: ${rows === 0 ? 'the table is empty' : `all ${rows} rows are NULL`}.`
      : `${matched} of ${rows - nulls} values are known: ${describeMapping(mapped, best.mapping)}.`;
  return {
    kind: 'retype-referencing',
    title: `change ${mapped.column} from ${mapped.type} to ${mapped.newType}`,
    recommended: true,
    reason,
  };
}

function amendment(
  { fault }: IncompatibleTypesFinding,
  statement: string | null,
): Amendment | null {
  if (statement === null) return null;
  const edits = fault.amend.flatMap(({ pair, side, range }) => {
    const other = (side === 'referencing' ? fault.referenced : fault.referencing).columns[pair];
    const own = fault[side].columns[pair];
    if (other === undefined || own === undefined) return [];
    return [{ range, text: other.type, change: `${own.name}: ${own.type} → ${other.type}` }];
  });
  if (edits.length === 0) return null;
  return { sql: amendText(statement, edits), changes: edits.map((one) => one.change) };
}
