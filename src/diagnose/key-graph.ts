import type { Catalog, Column, Relation } from '../catalog/catalog.ts';
import { isComparable } from '../catalog/comparability.ts';
import { columnByName, columnByNumber, relationByOid } from '../catalog/lookup.ts';
import { displayIdent, displayQualified } from '../postgres/quote.ts';
import type { TypeChange } from './fault.ts';

export interface KeyGraph {
  readonly changes: readonly TypeChange[];
  /** One sentence each: columns that would have to be of two types at once. */
  readonly conflicts: readonly string[];
}

export interface KeyGraphOptions {
  /** References change with their key also where PostgreSQL could compare them all the same. */
  readonly whole?: boolean;
  /** OIDs of foreign keys that tie nothing, for they are to lead elsewhere. */
  readonly without?: readonly number[];
}

/**
 * The columns that have to change with the asked ones: along every foreign key, in both directions, whose two sides
 * PostgreSQL could not compare any more. Chains, self-references and composite keys are followed column by column.
 */
export function keyGraph(
  catalog: Catalog,
  asked: readonly TypeChange[],
  { whole = false, without = [] }: KeyGraphOptions = {},
): KeyGraph {
  const changes = [...asked];
  const conflicts: string[] = [];
  const typeOf = (relation: Relation, column: Column): number =>
    changes.find((one) => one.oid === relation.oid && one.column === column.name)?.newTypeOid ??
    column.type.oid;
  for (let at = 0; at < changes.length; at += 1) {
    const change = changes[at];
    if (change === undefined) break;
    for (const tie of tiesOf(catalog, change)) {
      if (without.includes(tie.oid)) continue;
      const own = change.newTypeOid;
      const other = typeOf(tie.relation, tie.column);
      const comparable = tie.referenced
        ? isComparable(catalog, { referencedType: other, referencingType: own })
        : isComparable(catalog, { referencedType: own, referencingType: other });
      const follows = whole && !tie.referenced && other !== own;
      if (comparable && !follows) continue;
      const known = changes.find(
        (one) => one.oid === tie.relation.oid && one.column === tie.column.name,
      );
      if (known !== undefined) {
        if (comparable) continue;
        conflicts.push(
          `${nameOf(known)} would have to be ${known.newType} and, for the foreign key ${displayIdent(tie.constraint)}, ${change.newType}.`,
        );
        continue;
      }
      changes.push({
        table: { schema: tie.relation.schema, name: tie.relation.name },
        oid: tie.relation.oid,
        column: tie.column.name,
        type: tie.column.type.sql,
        newType: change.newType,
        newTypeOid: change.newTypeOid,
        asked: false,
        defaultGiven: false,
        identityGiven: false,
        using: tie.column.type.sql === change.type ? change.using : null,
      });
    }
  }
  return { changes, conflicts };
}

interface Tie {
  readonly oid: number;
  readonly constraint: string;
  readonly relation: Relation;
  readonly column: Column;
  /** The tied column is the referenced one. */
  readonly referenced: boolean;
}

/**
 * The other sides of a column's foreign keys. Copies on partitions are left out: they follow their parent. A foreign key
 * that a partition has by itself ties the column of the partitioned table, which alone can change.
 */
function tiesOf(catalog: Catalog, change: TypeChange): Tie[] {
  return catalog.constraints.flatMap(({ oid: key, name, table, columns, foreignKey, parent }) => {
    if (foreignKey === null || parent !== 0) return [];
    const tie = (side: Side | null, referenced: boolean): Tie[] =>
      side === null ? [] : [{ oid: key, constraint: name, ...side, referenced }];
    const { referencedTable, referencedColumns } = foreignKey;
    return columns.flatMap((number, at) => {
      const own = sideOf(catalog, table, number);
      const other = sideOf(catalog, referencedTable, referencedColumns[at] ?? 0);
      return [
        ...(isChanged(own, change) ? tie(other, true) : []),
        ...(isChanged(other, change) ? tie(own, false) : []),
      ];
    });
  });
}

interface Side {
  readonly relation: Relation;
  readonly column: Column;
}

function sideOf(catalog: Catalog, table: number, number: number): Side | null {
  const relation = relationByOid(catalog, table);
  const column = relation === undefined ? undefined : columnByNumber(relation, number);
  if (relation === undefined || column === undefined) return null;
  const above = relation.isPartition ? relationByOid(catalog, relation.parents[0] ?? 0) : undefined;
  const inherited = above === undefined ? undefined : columnByName(above, column.name);
  return above === undefined || inherited === undefined
    ? { relation, column }
    : sideOf(catalog, above.oid, inherited.number);
}

function isChanged(side: Side | null, change: TypeChange): boolean {
  return side?.relation.oid === change.oid && side.column.name === change.column;
}

function nameOf({ table, column }: TypeChange): string {
  return `${displayQualified(table)}.${displayIdent(column)}`;
}
