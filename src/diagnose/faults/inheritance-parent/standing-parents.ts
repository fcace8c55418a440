import type { Catalog } from '../../../catalog/catalog.ts';
import { childrenOf } from '../../../catalog/lookup.ts';
import { displayIdent, displayQualified } from '../../../postgres/quote.ts';
import { explained } from '../../explained.ts';
import type { ExplainedFault } from '../../fault.ts';
import { faultId } from '../../fault-id.ts';
import { ownForeignKeys } from '../../own-foreign-keys.ts';
import { sideText, storedKey } from '../../stored-key.ts';

/**
 * Foreign keys to a table from which others inherit: told where those hold rows, which the key does not see.
 * https://www.postgresql.org/docs/current/ddl-inherit.html#DDL-INHERIT-CAVEATS
 */
export function standingParents(catalog: Catalog): ExplainedFault<'inheritance-parent'>[] {
  return ownForeignKeys(catalog).flatMap(({ constraint, table, referenced }) => {
    if (referenced.kind !== 'table') return [];
    const children = childrenOf(catalog, referenced).filter((one) => !one.isPartition);
    if (children.length === 0) return [];
    const key = storedKey(catalog, constraint, 'validated');
    if (key === null) return [];
    const parent = displayQualified(referenced);
    const names = children.slice(0, 10).map(displayQualified).join(', ');
    const tables = children.map(({ schema, name }) => ({ schema, name }));
    return [
      explained({
        kind: 'inheritance-parent',
        id: faultId(table, [constraint.name]),
        constraint: constraint.name,
        referencing: key.referencing,
        referenced: key.referenced,
        declaredBy: 'catalog',
        headline: `${displayIdent(constraint.name)} (${sideText(key.referencing)} → ${sideText(key.referenced)}) does not see the rows of ${names}, which inherit from ${parent}`,
        refusal: `How ${parent} and the tables that inherit from it are to be kept is for a person to say.`,
        explanation: [
          `A foreign key and a primary key see only the rows that are stored in ${parent} itself; PostgreSQL does not inherit keys. A row of ${names} cannot be referenced through it.`,
        ],
        advice: `partition ${parent} instead of inheriting from it, reference the table that holds the rows, or check the reference by a trigger`,
        probe: { kind: 'rows', tables, least: 1 },
        questions: tables
          .slice(0, 10)
          .map((one) => ({ table: one, duplicatesOf: null, only: true })),
      }),
    ];
  });
}
