import type { Catalog } from '../../../catalog/catalog.ts';
import type { Standing } from '../../../catalog/standing.ts';
import { displayQualified } from '../../../postgres/quote.ts';
import { explained, fullName } from '../../explained.ts';
import type { ExplainedFault } from '../../fault.ts';
import { faultId } from '../../fault-id.ts';
import { soundReferences, suggestedKey } from '../../infer-orphans.ts';
import { sideText } from '../../stored-key.ts';

/** Permanent tables whose rows reference, by name and value, an unlogged one: no foreign key can hold that. */
export function standingMixes(
  catalog: Catalog,
  standing: Standing,
): ExplainedFault<'persistence-mix'>[] {
  return soundReferences(catalog, standing).flatMap((one) => {
    const { table, column, key } = one;
    if (table.persistence !== 'permanent' || key.table.persistence !== 'unlogged') return [];
    const suggested = suggestedKey(one);
    const name = displayQualified(key.table);
    return [
      explained({
        kind: 'persistence-mix',
        id: faultId(table, [column.name]),
        constraint: suggested.constraint,
        referencing: suggested.referencing,
        referenced: suggested.referenced,
        declaredBy: 'names',
        headline: `${sideText(suggested.referencing)} is permanent and references ${sideText(suggested.referenced)}, which is unlogged`,
        refusal: `Whether ${name} or ${displayQualified(table)} is to change its kind is for a person to say.`,
        explanation: [
          `An unlogged table is emptied when the server recovers from a crash: the rows of ${displayQualified(table)} would then reference nothing, and PostgreSQL takes no foreign key between them.`,
        ],
        advice: `make ${name} permanent: ALTER TABLE ${fullName(key.table)} SET LOGGED`,
        probe: { kind: 'references', key: suggested },
      }),
    ];
  });
}
