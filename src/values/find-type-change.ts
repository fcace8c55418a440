import type { Catalog, Column, Relation } from '../catalog/catalog.ts';
import { columnByNumber, findRelation, primaryKeyIndex } from '../catalog/lookup.ts';
import { takesNoNull } from '../catalog/under-domain.ts';
import type { RekeyWay, TypeChange } from '../diagnose/fault.ts';
import { suggestsTable } from '../diagnose/suggests-table.ts';
import type { Session } from '../postgres/session.ts';
import type { ConvertedDefault } from './convert-default.ts';
import { convertOwnDefault } from './convert-own-default.ts';
import { countEvidence } from './count-evidence.ts';
import { primaryKeyOf, storedColumns } from './find-column.ts';
import { type FoundMappings, findMappings } from './find-mappings.ts';
import type { FoundColumn } from './found-column.ts';
import type { FreshKeys } from './fresh-keys.ts';
import type { GatherRequest } from './gather-request.ts';
import { becomesIdentity, type GeneratorScope, generatorChange } from './generator-change.ts';
import type { MappedColumn } from './mapped-column.ts';
import type { Mapping } from './mapping.ts';
import { readOwnedSequence } from './owned-sequence.ts';

/** How the values of columns that change together are looked at. */
export interface ChangeScope {
  readonly request: GatherRequest;
  /** Values that are none of the new type get new keys. */
  readonly fresh: FreshKeys | null;
  /** The keys of these columns, where an undo may make new ones too. */
  readonly keys: FreshKeys | null;
  /** `pgmend rekey`. */
  readonly way: RekeyWay | null;
  /** Several columns change together. */
  readonly isTied: boolean;
}

/**
 * Looks at the values of one column that is to change its type, each value by itself.
 *
 * @param session inside a transaction, under quietSettings.
 */
export async function findTypeChange(
  session: Session,
  change: TypeChange,
  table: Relation,
  column: Column,
  scope: ChangeScope,
): Promise<FoundColumn> {
  const { catalog } = scope.request;
  const own = ownMapped(change, table, column);
  const { mapped, mapping, given } = mappingOf(own, change, table, column, scope);
  const empty = await countEvidence(session, mapped, { kind: 'null' }, 1);
  const isEmpty = empty.evidence.rows === empty.evidence.nulls;
  const weighed = await countEvidence(session, mapped, mapping);
  const found: FoundColumn = {
    mapped,
    weighed: [weighed],
    hidden: [],
    ...(await whatFills(session, change, table, column, mapped, scope)),
    fresh: scope.keys,
    notNull: takesNoNull(catalog, column),
    bytes: table.bytes,
    primaryKey: primaryKeyOf(catalog, table),
    columns: storedColumns(table),
    given,
  };
  const none = weighed.evidence.matched === 0 && !isEmpty;
  if (!none || given || scope.fresh !== null || scope.isTied) return found;
  return { ...found, ...(await lookUp(session, catalog, table, column, change)) };
}

/** The conversion of a column by itself: it is both sides of the mapping. */
export function ownMapped(change: TypeChange, table: Relation, column: Column): MappedColumn {
  const partitioned = table.kind === 'partitioned table';
  return {
    table: change.table,
    partitioned,
    column: change.column,
    type: column.type.sql,
    typeOid: column.type.oid,
    referencedTable: change.table,
    referencedPartitioned: partitioned,
    referencedColumn: change.column,
    newType: change.newType,
    newTypeOid: change.newTypeOid,
  };
}

function mappingOf(
  own: MappedColumn,
  change: TypeChange,
  table: Relation,
  column: Column,
  { request: { catalog, maps }, fresh, way }: ChangeScope,
): { readonly mapped: MappedColumn; readonly mapping: Mapping; readonly given: boolean } {
  const given = maps.find((one) => one.table.oid === table.oid && one.column === column.name);
  const referenced =
    given === undefined
      ? undefined
      : (given.referenced ?? findRelation(catalog, given.mapping.table));
  const key = referenced === undefined ? null : keyOfType(catalog, referenced, own.newTypeOid);
  if (given !== undefined && referenced !== undefined && key !== null) {
    return {
      mapped: throughTable(own, referenced, key.name),
      mapping: given.mapping,
      given: true,
    };
  }
  const place = way?.kind === 'lookup' ? findRelation(catalog, way.table) : undefined;
  if (way?.kind === 'lookup' && place !== undefined) {
    const mapping: Mapping = {
      kind: 'given',
      table: way.table,
      valueColumn: way.oldColumn,
      bridgeColumn: null,
      referencedColumn: null,
      compare: 'exact',
    };
    return { mapped: throughTable(own, place, way.newColumn), mapping, given: true };
  }
  const using = change.using && { ...change.using, searchPath: catalog.searchPath };
  return {
    mapped: own,
    mapping: { kind: 'convert', using, fresh, open: way !== null },
    given: false,
  };
}

/** The only column of a table's primary key, if it is of that type. */
export function keyOfType(catalog: Catalog, table: Relation, type: number): Column | null {
  const [part, ...others] = primaryKeyIndex(catalog, table)?.columns ?? [];
  const key = part === undefined ? undefined : columnByNumber(table, part.column);
  return key === undefined || others.length > 0 || key.type.oid !== type ? null : key;
}

/** The values become those of another table's column. */
export function throughTable(own: MappedColumn, table: Relation, column: string): MappedColumn {
  return {
    ...own,
    referencedTable: { schema: table.schema, name: table.name },
    referencedPartitioned: table.kind === 'partitioned table',
    referencedColumn: column,
  };
}

async function whatFills(
  session: Session,
  change: TypeChange,
  table: Relation,
  column: Column,
  mapped: MappedColumn,
  { request: { catalog }, keys, fresh, way }: ChangeScope,
): Promise<Pick<FoundColumn, 'default' | 'generator'>> {
  const scope: GeneratorScope = {
    catalog,
    table,
    column,
    sequence: await readOwnedSequence(session, table, column),
    newType: mapped.newType,
    fresh: keys !== null,
    whole: way !== null,
    said: change.identityGiven || change.defaultGiven,
  };
  const generator = generatorChange(scope);
  if (generator?.lifted?.identity) return { generator, default: fromIdentity(mapped.newType) };
  const { default: before } = column;
  if (before !== null && (change.identityGiven || becomesIdentity(scope))) {
    return { generator, default: { before, after: null, lost: false } };
  }
  const converted = await convertOwnDefault(session, catalog, column, mapped, {
    fresh: fresh !== null || (way !== null && keys !== null),
  });
  const isSaid = change.defaultGiven && converted?.lost === true;
  return { generator, default: isSaid ? { ...converted, lost: false } : converted };
}

/** What fills a column whose identity goes: uuids are made by their own generator. */
function fromIdentity(newType: string): ConvertedDefault {
  const isUuid = newType === 'uuid';
  return { before: null, after: isUuid ? 'pg_catalog.gen_random_uuid()' : null, lost: !isUuid };
}

/** Values of which none can be written in the new type: the table that the column's name suggests may hold them beside its key. */
async function lookUp(
  session: Session,
  catalog: Catalog,
  referencing: Relation,
  column: Column,
  change: TypeChange,
): Promise<FoundMappings | null> {
  for (const referenced of catalog.relations) {
    if (!suggestsTable(column.name, referenced.name)) continue;
    const key = keyOfType(catalog, referenced, change.newTypeOid);
    if (key === null) continue;
    const scope = { catalog, referencing, column, referenced, key };
    const found = await findMappings(session, scope);
    const [best] = found.weighed;
    if (best !== undefined && best.evidence.matched > 0) return found;
  }
  return null;
}
