import type { Catalog, Relation } from '../catalog/catalog.ts';
import { columnByName, columnByNumber, primaryKeyIndex, relationByOid } from '../catalog/lookup.ts';
import { takesNoNull } from '../catalog/under-domain.ts';
import type { IncompatibleTypes } from '../diagnose/fault.ts';
import type { Session } from '../postgres/session.ts';
import type { CandidateScope } from './candidate-mappings.ts';
import { convertDefault } from './convert-default.ts';
import { findMappings } from './find-mappings.ts';
import type { FoundColumn } from './found-column.ts';
import type { GatherRequest } from './gather-request.ts';

/** Looks at the values of every incompatible column of a fault that is stored. */
export async function findColumns(
  session: Session,
  fault: IncompatibleTypes,
  request: GatherRequest,
): Promise<FoundColumn[]> {
  const found: FoundColumn[] = [];
  for (const pair of fault.pairs) {
    if (fault.amend.some((one) => one.pair === pair)) continue;
    const scope = scopeOf(request.catalog, fault, pair);
    if (scope !== null) found.push(await findColumn(session, scope, request));
  }
  return found;
}

/** Looks at the values of one referencing column against one key column. */
export async function findColumn(
  session: Session,
  scope: CandidateScope,
  { maps }: Pick<GatherRequest, 'maps'>,
): Promise<FoundColumn> {
  const { catalog, referencing, column } = scope;
  const given = maps.find((one) => one.table.oid === referencing.oid && one.column === column.name);
  const mappings = await findMappings(session, scope, given?.mapping ?? null);
  const best = mappings.weighed[0]?.mapping ?? { kind: 'cast' };
  return {
    ...mappings,
    default: await convertDefault(session, referencing, column, mappings.mapped, best),
    notNull: takesNoNull(catalog, column),
    bytes: referencing.bytes,
    primaryKey: primaryKeyOf(catalog, referencing),
    columns: storedColumns(referencing),
    generator: null,
    fresh: null,
    given: given !== undefined,
  };
}

/** Names of the columns that hold values of their own, in order. */
export function storedColumns(relation: Relation): string[] {
  return relation.columns.filter((one) => one.generated === null).map((one) => one.name);
}

/** Names of the primary key's columns, in order; null without one. */
export function primaryKeyOf(catalog: Catalog, relation: Relation): string[] | null {
  const index = primaryKeyIndex(catalog, relation);
  if (index === undefined) return null;
  return index.columns.flatMap(({ column }) => columnByNumber(relation, column)?.name ?? []);
}

function scopeOf(catalog: Catalog, fault: IncompatibleTypes, pair: number): CandidateScope | null {
  const referencing = relationByOid(catalog, fault.referencing.oid);
  const referenced = relationByOid(catalog, fault.referenced.oid);
  const column = columnOf(referencing, fault.referencing.columns[pair]?.name);
  const key = columnOf(referenced, fault.referenced.columns[pair]?.name);
  if (referencing === undefined || referenced === undefined) return null;
  if (column === undefined || key === undefined) return null;
  return { catalog, referencing, column, referenced, key };
}

function columnOf(relation: Relation | undefined, name: string | undefined) {
  return relation === undefined || name === undefined ? undefined : columnByName(relation, name);
}
