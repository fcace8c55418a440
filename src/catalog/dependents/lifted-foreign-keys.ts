import {
  displayIdent,
  displayQualified,
  quoteIdent,
  quoteQualified,
} from '../../postgres/quote.ts';
import type { Catalog, Constraint, Relation } from '../catalog.ts';
import type { Dependent } from '../dependent.ts';
import { foreignKeysFrom, foreignKeysTo, relationByOid } from '../lookup.ts';
import type { KnownColumn } from './column-ref.ts';
import { commentStatement } from './remarks.ts';

const indexes = new WeakMap<Catalog, ReadonlyMap<number, Constraint>>();

/**
 * Foreign keys in and out of the columns. Of those on partitioned tables only the topmost: the server
 * makes and drops the copies on partitions.
 */
export function liftForeignKeys(catalog: Catalog, columns: readonly KnownColumn[]): Dependent[] {
  const found = new Map<number, Constraint>();
  for (const { table, column } of columns) {
    const out = foreignKeysFrom(catalog, table).filter((one) =>
      one.columns.includes(column.number),
    );
    for (const one of [...out, ...foreignKeysTo(catalog, table, [column.number])]) {
      const top = topmost(catalog, one);
      found.set(top.oid, top);
    }
  }
  return [...found.values()]
    .sort((a, b) => a.oid - b.oid)
    .map((constraint) => foreignKeyDependent(catalog, constraint));
}

function topmost(catalog: Catalog, constraint: Constraint): Constraint {
  const byOid = indexes.get(catalog) ?? new Map(catalog.constraints.map((one) => [one.oid, one]));
  indexes.set(catalog, byOid);
  const parent = constraint.parent === 0 ? undefined : byOid.get(constraint.parent);
  return parent === undefined ? constraint : topmost(catalog, parent);
}

/** How one foreign key is dropped and laid back as it is. */
export function foreignKeyDependent(catalog: Catalog, constraint: Constraint): Dependent {
  const table = relationByOid(catalog, constraint.table);
  const referenced = relationByOid(catalog, constraint.foreignKey?.referencedTable ?? 0);
  const schema = table?.schema ?? '';
  const on = quoteQualified({ schema, name: table?.name ?? '' });
  const reason = whyNot(catalog, constraint, table);
  const name = quoteIdent(constraint.name);
  return {
    kind: 'foreign key',
    description: `constraint ${constraint.name} on table ${schema}.${table?.name}`,
    object: { schema, name: constraint.name },
    locks: [table, referenced].flatMap((one) =>
      one === undefined ? [] : [{ schema: one.schema, name: one.name }],
    ),
    handling: reason === null ? 'lifted' : 'refused',
    drop: [`ALTER TABLE ${on} DROP CONSTRAINT ${name}`],
    restore: [
      `ALTER TABLE ${on} ADD CONSTRAINT ${name} ${constraint.definition}`,
      ...commentStatement(`CONSTRAINT ${name} ON ${on}`, constraint.comment),
    ],
    reason,
  };
}

/** Only who owns the referencing table may drop its foreign key. */
function whyNot(
  { role }: Catalog,
  { name }: Constraint,
  table: Relation | undefined,
): string | null {
  if (table === undefined || table.owned) return null;
  return `The foreign key ${displayIdent(name)} of ${displayQualified(table)} stands on the column, and that table belongs to ${table.owner}. A superuser, or who may grant that role, would run: GRANT ${quoteIdent(table.owner)} TO ${quoteIdent(role.name)}`;
}
