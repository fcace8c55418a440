import type { Catalog, Relation } from '../catalog/catalog.ts';
import { columnByName } from '../catalog/lookup.ts';
import type { DeclaredForeignKey } from '../statement/declaration.ts';
import type { ParsedStatement } from '../statement/parse-statements.ts';
import { declaredSchema, type SeenTable } from './declared-schema.ts';
import type { KeySide } from './fault.ts';

/** A declared foreign key with both of its tables; columns may still be missing or of wrong types. */
export interface DeclaredKeyPair {
  readonly declared: DeclaredForeignKey;
  readonly referencing: SeenTable;
  readonly referenced: SeenTable;
  /** Names of the referenced columns; null where the reference names none and there is no primary key. */
  readonly referencedColumns: readonly string[] | null;
}

/**
 * The foreign keys of a string, each with the tables as its own statement and those before it make them.
 * Keys with a table that is not there are left out, and temporal ones.
 */
export function declaredKeyPairs(
  catalog: Catalog,
  statements: readonly ParsedStatement[],
): DeclaredKeyPair[] {
  const schema = declaredSchema(catalog);
  const pairs: DeclaredKeyPair[] = [];
  for (const { declarations } of statements) {
    // PostgreSQL lays the foreign keys of a statement last (the passes of ALTER TABLE; CREATE TABLE likewise).
    for (const one of declarations) if (one.kind !== 'foreign-key') schema.apply(one);
    for (const one of declarations) {
      if (one.kind !== 'foreign-key' || one.period) continue;
      const referencing = schema.find(one.table);
      const referenced = schema.find(one.referencedTable);
      if (referencing === undefined || referenced === undefined) continue;
      const named = one.referencedColumns.length > 0 ? one.referencedColumns : null;
      pairs.push({
        declared: one,
        referencing,
        referenced,
        referencedColumns: named ?? referenced.primaryKey(),
      });
    }
  }
  return pairs;
}

/** The side of a key as the statement sees it; null when one of its columns is not there. */
export function keySideOf(
  { table, relation, column }: SeenTable,
  names: readonly string[],
): KeySide | null {
  const columns = names.flatMap((name) => {
    const seen = column(name);
    return seen === undefined ? [] : [{ name, type: seen.typeSql, notNull: seen.notNull }];
  });
  return columns.length === names.length ? { table, oid: relation?.oid ?? 0, columns } : null;
}

/** Every column is stored, under its name and with its type: the values can be looked at. */
export function isStored({ relation, column }: SeenTable, names: readonly string[]): boolean {
  return (
    relation !== null &&
    isTable(relation) &&
    names.every((name) => {
      const seen = column(name);
      return (
        seen !== undefined &&
        seen.declaredAt === null &&
        !seen.retyped &&
        columnByName(relation, name) !== undefined
      );
    })
  );
}

export function isTable(relation: Relation): boolean {
  return relation.kind === 'table' || relation.kind === 'partitioned table';
}
