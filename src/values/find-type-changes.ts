import type { Catalog, Column, Relation } from '../catalog/catalog.ts';
import { isKeyColumn } from '../catalog/is-key-column.ts';
import { columnByName, columnByNumber, primaryKeyIndex, relationByOid } from '../catalog/lookup.ts';
import type { TypeChange } from '../diagnose/fault.ts';
import { suggestsTable } from '../diagnose/suggests-table.ts';
import { attempt } from '../postgres/attempt.ts';
import type { Session } from '../postgres/session.ts';
import { convertOwnDefault } from './convert-own-default.ts';
import { countEvidence } from './count-evidence.ts';
import type { TypeChangeFacts } from './facts.ts';
import { primaryKeyOf, storedColumns } from './find-column.ts';
import { type FoundMappings, findMappings } from './find-mappings.ts';
import type { FoundColumn } from './found-column.ts';
import type { GatherRequest } from './gather-request.ts';
import type { Mapping } from './mapping.ts';
import type { MappedColumn } from './mapping-sql.ts';
import type { GivenMap } from './parse-map.ts';

/**
 * Looks at the values of every column that a failed change of types has to convert, each value by itself.
 *
 * @param session inside a transaction, under quietSettings.
 */
export async function findTypeChanges(
  session: Session,
  fault: { readonly changes: readonly TypeChange[] },
  request: GatherRequest,
): Promise<TypeChangeFacts> {
  const columns = await attempt(session, () => findAll(session, fault.changes, request, null));
  if ('error' in columns) {
    return { columns: [], rekeyed: null, failed: columns.error.message };
  }
  // A column that no key is among can only take values that stand somewhere.
  const toUuid =
    fault.changes.every((one) => one.newType === 'uuid') &&
    fault.changes.some((one) => isKeyColumn(request.catalog, one.oid, one.column));
  const { rows } = await session.query<{ seed: string }>('SELECT gen_random_uuid() AS seed');
  const seed = rows[0]?.seed ?? '';
  const rekeyed = toUuid ? await findAll(session, fault.changes, request, seed) : null;
  return { columns: columns.value, rekeyed, failed: null };
}

async function findAll(
  session: Session,
  changes: readonly TypeChange[],
  request: GatherRequest,
  seed: string | null,
): Promise<FoundColumn[]> {
  const found: FoundColumn[] = [];
  for (const change of changes) {
    const table = relationByOid(request.catalog, change.oid);
    const column = table === undefined ? undefined : columnByName(table, change.column);
    if (table === undefined || column === undefined) continue;
    found.push(await findOne(session, change, table, column, request, seed, changes.length > 1));
  }
  return found;
}

async function findOne(
  session: Session,
  change: TypeChange,
  table: Relation,
  column: Column,
  { catalog, maps }: GatherRequest,
  seed: string | null,
  isTied: boolean,
): Promise<FoundColumn> {
  const own = mappedColumn(change, table, column);
  const given = maps.find((one) => one.table.oid === table.oid && one.column === column.name);
  const through = given === undefined ? null : mapThrough(catalog, own, given);
  const mapped = through ?? own;
  const using = change.using && { ...change.using, searchPath: catalog.searchPath };
  const wanted: Mapping =
    through === null || given === undefined ? { kind: 'convert', using, seed } : given.mapping;
  const empty = await countEvidence(session, mapped, { kind: 'null' }, 1);
  const isEmpty = empty.evidence.rows === empty.evidence.nulls;
  const weighed = isEmpty ? empty : await countEvidence(session, mapped, wanted);
  const converted = await convertOwnDefault(session, catalog, column, mapped, seed !== null);
  const found: FoundColumn = {
    mapped,
    weighed: [weighed],
    hidden: [],
    default:
      change.defaultGiven && converted?.lost === true ? { ...converted, lost: false } : converted,
    notNull: column.notNull,
    bytes: table.bytes,
    primaryKey: primaryKeyOf(catalog, table),
    columns: storedColumns(table),
    given: through !== null,
  };
  const none = weighed.evidence.matched === 0 && !isEmpty;
  if (!none || through !== null || seed !== null || isTied) return found;
  return { ...found, ...(await lookUp(session, catalog, table, column, change)) };
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
    const [part, ...others] = primaryKeyIndex(catalog, referenced)?.columns ?? [];
    const key = part === undefined ? undefined : columnByNumber(referenced, part.column);
    if (key === undefined || others.length > 0 || key.type.oid !== change.newTypeOid) continue;
    const scope = { catalog, referencing, column, referenced, key };
    const found = await findMappings(session, scope);
    const [best] = found.weighed;
    if (best !== undefined && best.evidence.matched > 0) return found;
  }
  return null;
}

function mappedColumn(change: TypeChange, table: Relation, column: Column): MappedColumn {
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

/** A `--map` says which table's key the values become: the one that holds them, or the one joined by a natural key. */
function mapThrough(catalog: Catalog, own: MappedColumn, given: GivenMap): MappedColumn | null {
  const referenced =
    given.referenced ??
    catalog.relations.find(
      (one) => one.schema === given.mapping.table.schema && one.name === given.mapping.table.name,
    );
  const [key, ...others] =
    (referenced === undefined ? undefined : primaryKeyIndex(catalog, referenced))?.columns ?? [];
  if (referenced === undefined || key === undefined || others.length > 0) return null;
  const column = columnByNumber(referenced, key.column);
  if (column === undefined || column.type.oid !== own.newTypeOid) return null;
  return {
    ...own,
    referencedTable: { schema: referenced.schema, name: referenced.name },
    referencedPartitioned: referenced.kind === 'partitioned table',
    referencedColumn: column.name,
  };
}
