import type { Catalog, Column, Constraint, Relation } from '../catalog/catalog.ts';
import { columnByName, findRelation, foreignKeysFrom, relationByOid } from '../catalog/lookup.ts';
import type { BlockedTypeChange, TypeChange, TypeChangeFails } from '../diagnose/fault.ts';
import { keyGraph } from '../diagnose/key-graph.ts';
import { attempt } from '../postgres/attempt.ts';
import type { QualifiedName } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';
import { hasUniqueIndex } from './candidate-mappings.ts';
import { countEvidence } from './count-evidence.ts';
import {
  type ChangeScope,
  findTypeChange,
  keyOfType,
  ownMapped,
  throughTable,
} from './find-type-change.ts';
import type { FoundColumn } from './found-column.ts';
import type { MappedColumn } from './mapped-column.ts';
import type { Mapping } from './mapping.ts';
import { sameFamily } from './type-family.ts';

/** A foreign key that could lead to another table's key, whose rows hold the old values too. */
export interface FoundMove {
  readonly constraint: Constraint;
  readonly table: QualifiedName;
  /** Converted through the other table. */
  readonly column: FoundColumn;
  /** The key that is referenced then. */
  readonly to: { readonly table: QualifiedName; readonly column: string };
  /** Where the old values stand. */
  readonly through: string;
}

const firstLook = 200;
const offered = 3;

interface Place {
  readonly relation: Relation;
  readonly through: Column;
  readonly key: Column;
}

/**
 * Other tables to which a reference could move when its column takes another type than the key that it references: a
 * unique column there holds every value, and the primary key is of the new type. With a `--map` the one that it names.
 *
 * @param session inside a transaction, under quietSettings.
 */
export async function findMoves(
  session: Session,
  { changes, way }: Pick<BlockedTypeChange | TypeChangeFails, 'changes' | 'way'>,
  scope: ChangeScope,
): Promise<FoundMove[]> {
  const { catalog, maps } = scope.request;
  if (changes.length < 2) return [];
  const [change, second] = changes.filter((one) => one.asked);
  const table = relationByOid(catalog, change?.oid ?? 0);
  const column = table === undefined ? undefined : columnByName(table, change?.column ?? '');
  if (way !== undefined || change === undefined || second !== undefined) return [];
  if (table === undefined || column === undefined) return [];
  const constraint = loneForeignKey(catalog, change, table, column);
  if (constraint === null) return [];
  const given = maps.find((one) => one.table.oid === table.oid && one.column === column.name);
  const places = placesFor(catalog, constraint, table, column, change.newTypeOid);
  const found: FoundMove[] = [];
  for (const place of places) {
    const through = place.through.name;
    if (given !== undefined) {
      const { mapping } = given;
      const isMeant =
        findRelation(catalog, mapping.table) === place.relation &&
        mapping.bridgeColumn === null &&
        mapping.valueColumn === through;
      if (!isMeant) continue;
    } else if (!(await holdsAll(session, ownMapped(change, table, column), place))) continue;
    const named = given === undefined ? [givenMap(table, column, place)] : maps;
    const request = { ...scope.request, maps: named };
    const looked = await findTypeChange(session, change, table, column, {
      ...scope,
      request,
      isTied: true,
    });
    found.push({
      constraint,
      table: { schema: table.schema, name: table.name },
      column: { ...looked, given: given !== undefined },
      to: {
        table: { schema: place.relation.schema, name: place.relation.name },
        column: place.key.name,
      },
      through,
    });
    if (found.length === offered) break;
  }
  return found;
}

/** The only foreign key of a column that nothing else ties. */
function loneForeignKey(
  catalog: Catalog,
  change: TypeChange,
  table: Relation,
  column: Column,
): Constraint | null {
  const [only, other] = foreignKeysFrom(catalog, table).filter((one) =>
    one.columns.includes(column.number),
  );
  if (only === undefined || other !== undefined || only.columns.length !== 1) return null;
  if (only.parent !== 0) return null;
  const { changes } = keyGraph(catalog, [change], { without: [only.oid] });
  return changes.length === 1 ? only : null;
}

/** Unique columns of the old type beside a key of the new one; first those that reference the same key themselves. */
function placesFor(
  catalog: Catalog,
  constraint: Constraint,
  table: Relation,
  column: Column,
  newType: number,
): Place[] {
  const places = catalog.relations.flatMap((relation): Place[] => {
    if (!['table', 'partitioned table'].includes(relation.kind) || relation.extension !== null) {
      return [];
    }
    const key = keyOfType(catalog, relation, newType);
    if (key === null) return [];
    return relation.columns
      .filter((one) => one.number !== key.number && sameFamily(one.type.sql, column.type.sql))
      .filter((one) => relation.oid !== table.oid || one.number !== column.number)
      .filter((one) => hasUniqueIndex(catalog, relation, one.name))
      .map((through) => ({ relation, through, key }));
  });
  const isAkin = ({ relation, through }: Place) =>
    foreignKeysFrom(catalog, relation).some(
      (one) =>
        one.columns.length === 1 &&
        one.columns[0] === through.number &&
        one.foreignKey?.referencedTable === constraint.foreignKey?.referencedTable &&
        one.foreignKey?.referencedColumns[0] === constraint.foreignKey?.referencedColumns[0],
    );
  return places.sort((one, other) => Number(isAkin(other)) - Number(isAkin(one)));
}

function mappingThrough({ relation, through }: Place): Extract<Mapping, { kind: 'given' }> {
  return {
    kind: 'given',
    table: { schema: relation.schema, name: relation.name },
    valueColumn: through.name,
    bridgeColumn: null,
    referencedColumn: null,
    compare: 'exact',
  };
}

function givenMap(table: Relation, column: Column, place: Place) {
  return { table, column: column.name, mapping: mappingThrough(place) };
}

/** There are values, and all of them stand there. A table that cannot be read holds none that count. */
async function holdsAll(session: Session, own: MappedColumn, place: Place): Promise<boolean> {
  const mapped = throughTable(own, place.relation, place.key.name);
  for (const limit of [firstLook, undefined]) {
    const looked = await attempt(session, () =>
      countEvidence(session, mapped, mappingThrough(place), limit),
    );
    if ('error' in looked) return false;
    const { matched, unmatched, ambiguous } = looked.value.evidence;
    if (matched === 0 || unmatched + ambiguous > 0) return false;
  }
  return true;
}
