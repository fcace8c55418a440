import type { Catalog, Constraint } from '../../../catalog/catalog.ts';
import type { SilentTrigger, Standing } from '../../../catalog/standing.ts';
import { displayIdent, displayQualified } from '../../../postgres/quote.ts';
import { faultId } from '../../fault-id.ts';
import { ownForeignKeys } from '../../own-foreign-keys.ts';
import type { KeyNotEnforced } from '../../standing-fault.ts';
import { sideText, storedKey } from '../../stored-key.ts';

/**
 * Foreign keys that stand in the catalog and are not checked: NOT ENFORCED (18 and later), or their triggers were
 * switched off (ALTER TABLE … DISABLE TRIGGER ALL) and never on again. Rows that were written meanwhile may
 * reference nothing, though the key reads as valid.
 * https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-DISABLE-ENABLE-TRIGGER
 */
export function keysNotEnforced(catalog: Catalog, standing: Standing): KeyNotEnforced[] {
  const silent = silentByKey(catalog, standing);
  return ownForeignKeys(catalog).flatMap(({ constraint, table }) => {
    const triggers = silent.get(constraint.oid) ?? [];
    if (constraint.enforced && triggers.length === 0) return [];
    const key = storedKey(catalog, constraint, 'not enforced');
    if (key === null) return [];
    const because = constraint.enforced ? 'triggers' : 'declared';
    const tables = [...new Set(triggers.map((one) => displayQualified(one.table)))].join(' and ');
    return [
      {
        kind: 'key-not-enforced',
        id: faultId(table, [constraint.name]),
        constraint: constraint.name,
        constraintOid: constraint.oid,
        referencing: key.referencing,
        referenced: key.referenced,
        declaredBy: 'catalog',
        schema: table.schema,
        headline: `${displayIdent(constraint.name)} (${sideText(key.referencing)} → ${sideText(key.referenced)}) is not checked: ${because === 'declared' ? 'it is NOT ENFORCED' : `its triggers on ${tables} are switched off`}`,
        cause: `Rows that reference nothing can be written, and referenced rows can be deleted, as if there were no foreign key.`,
        because,
        triggers,
        key,
      },
    ];
  });
}

/** The triggers that do not fire, by the declared key: a partition's copy has triggers of its own. */
function silentByKey(
  catalog: Catalog,
  { silentTriggers }: Standing,
): ReadonlyMap<number, readonly SilentTrigger[]> {
  const byKey = new Map<number, SilentTrigger[]>();
  if (silentTriggers.length === 0) return byKey;
  const constraints = new Map(catalog.constraints.map((one) => [one.oid, one]));
  for (const trigger of silentTriggers) {
    let own: Constraint | undefined = constraints.get(trigger.constraint);
    while (own !== undefined && own.parent !== 0) own = constraints.get(own.parent);
    if (own !== undefined) byKey.set(own.oid, [...(byKey.get(own.oid) ?? []), trigger]);
  }
  return byKey;
}
