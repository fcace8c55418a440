import { describeMapping } from '../describe-mapping.ts';
import type { Finding } from '../finding.ts';
import type { Remedy } from '../plan.ts';
import { answerAsDone } from './answer-as-done.ts';

/** The ways to mend a finding; at most one is recommended. */
export function remediesFor(finding: Finding): Remedy[] {
  const { fault } = finding;
  switch (fault.kind) {
    case 'already-exists':
      return answerAsDone(fault);
    case 'incompatible-types':
      return [...amendStatement(finding), ...retypeReferencing(finding)];
  }
}

function amendStatement({ fault }: Finding): Remedy[] {
  if (fault.kind !== 'incompatible-types' || fault.amend.length === 0) return [];
  return [
    {
      kind: 'amend-statement',
      title: 'give the new column the type of the key',
      recommended: true,
      reason: 'The statement declares the column itself, so nothing is stored in it yet.',
    },
  ];
}

function retypeReferencing({ columns }: Finding): Remedy[] {
  return columns.map(({ mapped, weighed }) => {
    const [best] = weighed;
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
  });
}
