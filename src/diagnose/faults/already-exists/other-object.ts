import type { Catalog, Constraint, Relation, Type } from '../../../catalog/catalog.ts';
import {
  columnByNumber,
  findRelation,
  foreignKeysTo,
  relationByOid,
} from '../../../catalog/lookup.ts';
import type { Declaration } from '../../../statement/declaration.ts';
import type { ParsedStatement } from '../../../statement/parse-statements.ts';
import type { AlreadyExists, OtherObject } from '../../fault.ts';

/** What has the name that the statement declares for something else; null where neither of the two can give way. */
export function otherObject(
  catalog: Catalog,
  { objectKind, object }: AlreadyExists,
  statements: readonly ParsedStatement[],
  text: string,
): OtherObject | null {
  for (const one of statements.flatMap(({ declarations }) => declarations)) {
    const found =
      objectKind === 'constraint'
        ? constraintOf(catalog, one, object.name, text)
        : objectKind === 'index'
          ? indexOf(catalog, one, object.name)
          : objectKind === 'type'
            ? enumOf(catalog, one, object)
            : null;
    if (found !== null) return found;
  }
  return null;
}

function constraintOf(
  catalog: Catalog,
  one: Declaration,
  name: string,
  text: string,
): OtherObject | null {
  if (one.kind !== 'foreign-key' && one.kind !== 'key' && one.kind !== 'other-constraint')
    return null;
  if (one.name !== name || one.origin === 'create-table') return null;
  const table = findRelation(catalog, one.table);
  const there = catalog.constraints.find(
    (other) => other.table === table?.oid && other.name === name && other.parent === 0,
  );
  if (table === undefined || there === undefined) return null;
  // Others stand on a key: it cannot simply go.
  if (foreignKeysTo(catalog, table).some((key) => there.index !== 0 && key.index === there.index))
    return null;
  const sameKind = there.kind === (one.kind === 'foreign-key' ? 'foreign key' : one.constraint);
  const sameColumns =
    sameKind && (one.kind === 'other-constraint' || sameNames(table, there, one.columns));
  const range = one.kind === 'foreign-key' ? one.nameRange : null;
  const written = range === null ? '' : text.slice(range.start, range.end);
  const cut = Buffer.byteLength(written.replaceAll('"', '')) > 63;
  return { kind: 'constraint', table: table.oid, constraint: there.oid, sameColumns, cut };
}

function sameNames(table: Relation, there: Constraint, columns: readonly string[]): boolean {
  const names = there.columns.map((number) => columnByNumber(table, number)?.name ?? '');
  return [...names].sort().join('\0') === [...columns].sort().join('\0');
}

function indexOf(catalog: Catalog, one: Declaration, name: string): OtherObject | null {
  if (one.kind !== 'create-index' || one.name !== name) return null;
  const table = findRelation(catalog, one.table);
  const index = catalog.indexes.find(
    (other) => other.schema === table?.schema && other.name === name,
  );
  const own = index === undefined ? undefined : relationByOid(catalog, index.table);
  if (index === undefined || own === undefined || index.constraint !== 0 || !own.owned) return null;
  if (foreignKeysTo(catalog, own).some((key) => key.index === index.oid)) return null;
  const columns = index.columns.map(({ column }) => columnByNumber(own, column)?.name ?? null);
  const sameColumns = own.oid === table?.oid && columns.join('\0') === one.columns.join('\0');
  return { kind: 'index', index: index.oid, sameColumns };
}

function enumOf(
  catalog: Catalog,
  one: Declaration,
  object: { readonly schema: string; readonly name: string },
): OtherObject | null {
  if (one.kind !== 'create-type' || one.enumLabels === null) return null;
  const type = catalog.types.find(
    (other) => other.schema === object.schema && other.name === object.name,
  );
  if (type?.kind !== 'enum' || one.type.name !== type.name) return null;
  return {
    kind: 'enum',
    type: type.oid,
    unused: isUnused(catalog, type),
    suffices: inOrder(one.enumLabels, type.enumLabels),
  };
}

function isUnused(catalog: Catalog, { oid, arrayType }: Type): boolean {
  const over = catalog.types.some((one) => one.baseType === oid || one.baseType === arrayType);
  return (
    !over &&
    !catalog.relations.some(({ columns }) =>
      columns.some(({ type }) => type.oid === oid || (arrayType !== 0 && type.oid === arrayType)),
    )
  );
}

function inOrder(wanted: readonly string[], there: readonly string[]): boolean {
  return there.filter((one) => wanted.includes(one)).join('\0') === wanted.join('\0');
}
