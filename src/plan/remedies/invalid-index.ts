import { relationIdentity } from '../../catalog/fingerprint/identity.ts';
import { relationByOid } from '../../catalog/lookup.ts';
import { displayIdent, displayQualified, quoteQualified } from '../../postgres/quote.ts';
import type { FindingOf } from '../finding.ts';
import type { PlanContext } from '../plan-context.ts';
import { emptyPart, type PlannedPart } from '../planned-part.ts';
import { ownerRefusal } from './owner-refusal.ts';

/** Without duplicates the index is built again; with them nothing can be, whatever is wished. */
export function planInvalidIndex(
  { fault, facts }: FindingOf<'invalid-index'>,
  { catalog }: PlanContext,
): PlannedPart {
  const relation = relationByOid(catalog, fault.tableOid);
  if (relation === undefined) return emptyPart;
  const name = displayIdent(fault.index.name);
  const where = displayQualified(fault.table);
  const columns = (fault.columns ?? []).map(displayIdent).join(', ');
  const base: PlannedPart = {
    ...emptyPart,
    samples: facts.samples.map(({ value, rows }) => ({ of: `${where} (${columns})`, value, rows })),
    counts: [
      facts.keys === null
        ? `Whether values repeat was not counted: ${fault.definition}.`
        : facts.keys === 0
          ? `No value of (${columns}) repeats in ${facts.rows} ${facts.rows === 1 ? 'row' : 'rows'}.`
          : `${facts.keys} ${facts.keys === 1 ? 'value' : 'values'} of (${columns}) ${facts.keys === 1 ? 'stands' : 'stand'} in more than one row.`,
    ],
  };
  const repeats = (facts.keys ?? 0) > 0;
  const remedy = {
    kind: repeats ? 'by-hand' : 'rebuild-index',
    title: repeats
      ? `merge or rename the rows that repeat, then REINDEX INDEX CONCURRENTLY ${displayQualified(fault.index)}; or drop the index`
      : `build ${name} again`,
    recommended: true,
    reason: repeats
      ? 'Only you know which of the rows with the same value is meant.'
      : 'The interrupted work is done; REINDEX INDEX CONCURRENTLY by hand does it without holding up writers.',
  };
  if (repeats) {
    return {
      ...base,
      remedies: [remedy],
      refusals: [
        `${name} of ${where} cannot be built: ${facts.keys} ${facts.keys === 1 ? 'value repeats' : 'values repeat'}, and only you know which row is meant. See them: SELECT ${columns}, count(*) FROM ${where} GROUP BY ${columns} HAVING count(*) > 1;`,
      ],
    };
  }
  const refusal = ownerRefusal(relation, `build ${name} again`);
  if (refusal !== null) return { ...base, remedies: [remedy], refusals: [refusal] };
  return {
    ...base,
    remedies: [remedy],
    chosen: remedy.kind,
    before: [
      {
        kind: 'rebuild-index',
        title: `build the unique index ${name} of ${where} again`,
        sql: [`REINDEX INDEX ${quoteQualified(fault.index)}`],
        locks: [{ table: fault.table, mode: 'SHARE' }],
        hazards: [
          {
            kind: 'blocks-writes',
            message: `Nobody writes ${where} while the index is built${facts.rows === null ? '' : ` (${facts.rows} ${facts.rows === 1 ? 'row' : 'rows'})`}, and until the transaction ends.`,
          },
        ],
        changes: [{ identity: relationIdentity('index', fault.index), facts: ['invalid'] }],
      },
    ],
    undo: [
      {
        kind: 'steps',
        steps: [],
        outcome: `${name} of ${where} stays valid: an index cannot be made invalid again.`,
      },
    ],
    outcome: [`${name} of ${where} is valid.`],
  };
}
