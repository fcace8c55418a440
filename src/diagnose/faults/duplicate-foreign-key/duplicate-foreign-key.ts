import type { Catalog } from '../../../catalog/catalog.ts';
import { constraintsOf } from '../../../catalog/lookup.ts';
import { displayIdent } from '../../../postgres/quote.ts';
import { listOf } from '../../explained.ts';
import { faultId } from '../../fault-id.ts';
import { type OwnForeignKey, ownForeignKeys } from '../../own-foreign-keys.ts';
import type { DuplicateForeignKey } from '../../standing-fault.ts';
import { sideText, storedSide } from '../../stored-key.ts';

/**
 * Foreign keys over the same columns to the same columns: what a second run leaves (`…_fkey1`), or a name that was
 * written without quotes. Each is checked for every row.
 */
export function duplicateForeignKeys(catalog: Catalog): DuplicateForeignKey[] {
  const groups = new Map<string, OwnForeignKey[]>();
  for (const own of ownForeignKeys(catalog)) {
    if (!hasNeighbour(catalog, own)) continue;
    const place = placeOf(own);
    const group = groups.get(place);
    if (group === undefined) groups.set(place, [own]);
    else group.push(own);
  }
  return [...groups.values()].flatMap((group) => {
    if (group.length < 2) return [];
    const keys = [...group].sort(better);
    const [best] = keys;
    if (best === undefined) return [];
    const { constraint, table } = best;
    const referencing = storedSide(catalog, table.oid, constraint.columns);
    const referenced = storedSide(
      catalog,
      best.foreignKey.referencedTable,
      best.foreignKey.referencedColumns,
    );
    if (referencing === null || referenced === null) return [];
    const equal = keys.every((one) => actionsOf(one) === actionsOf(best));
    const names = keys.map((one) => one.constraint.name);
    return [
      {
        kind: 'duplicate-foreign-key',
        id: faultId(table, [constraint.name]),
        constraint: constraint.name,
        constraintOid: constraint.oid,
        referencing,
        referenced,
        declaredBy: 'catalog',
        schema: table.schema,
        headline: `${sideText(referencing)} references ${sideText(referenced)} ${names.length === 2 ? 'twice' : `${names.length} times`}: ${listOf(names)}`,
        cause: equal
          ? `They say the same, so every row is checked ${names.length === 2 ? 'twice' : `${names.length} times`} for nothing, and dropping one by its name leaves the reference in force.`
          : `They say different things (${keys.map((one) => `${displayIdent(one.constraint.name)}: ${actionsOf(one)}`).join('; ')}), and both are carried out: the stricter one wins, in the order of their names.`,
        keys: keys.map(({ constraint: one }) => ({
          name: one.name,
          constraintOid: one.oid,
          definition: one.definition,
        })),
        equal,
      },
    ];
  });
}

/** OIDs of those that nobody would miss: all of an equal group but the one that stays. */
export function redundantKeys(faults: readonly DuplicateForeignKey[]): ReadonlySet<number> {
  return new Set(
    faults.flatMap((fault) =>
      fault.equal ? fault.keys.slice(1).map((one) => one.constraintOid) : [],
    ),
  );
}

/** Whether another foreign key leads from the same table to the same one: few do. */
function hasNeighbour(catalog: Catalog, { constraint, table, referenced }: OwnForeignKey): boolean {
  return constraintsOf(catalog, table).some(
    (other) => other !== constraint && other.foreignKey?.referencedTable === referenced.oid,
  );
}

/** Both sides, column by column, whatever the order in which they are declared. */
function placeOf({ constraint, foreignKey }: OwnForeignKey): string {
  const { columns, table } = constraint;
  const pairs = columns.map((own, at) => `${own}=${foreignKey.referencedColumns[at]}`);
  if (pairs.length > 1) pairs.sort();
  return `${table} ${foreignKey.referencedTable} ${pairs.join(' ')}`;
}

/** What a key does, in the words of its definition. */
function actionsOf({ constraint, foreignKey }: OwnForeignKey): string {
  const sets = foreignKey.deleteSets ?? [];
  return [
    foreignKey.match === 'SIMPLE' ? '' : `MATCH ${foreignKey.match}`,
    `ON UPDATE ${foreignKey.onUpdate}`,
    `ON DELETE ${foreignKey.onDelete}${sets.length === 0 ? '' : ` of ${sets.length} columns`}`,
    constraint.deferrable ? 'DEFERRABLE' : '',
    constraint.initiallyDeferred ? 'INITIALLY DEFERRED' : '',
  ]
    .filter((words) => words !== '')
    .join(' ');
}

/** The one to stay first: enforced, validated, its name without a number, in its own case, the oldest. */
function better({ constraint: one }: OwnForeignKey, { constraint: other }: OwnForeignKey): number {
  const numbered = (name: string) => (/_fkey\d+$/.test(name) ? 1 : 0);
  const folded = (name: string, twin: string) =>
    name !== twin && name === twin.toLowerCase() ? 1 : 0;
  return (
    Number(other.enforced) - Number(one.enforced) ||
    Number(other.validated) - Number(one.validated) ||
    numbered(one.name) - numbered(other.name) ||
    folded(one.name, other.name) - folded(other.name, one.name) ||
    one.oid - other.oid
  );
}
