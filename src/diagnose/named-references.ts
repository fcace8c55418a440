import type { Catalog, Column, Constraint, Relation } from '../catalog/catalog.ts';
import { isComparable } from '../catalog/comparability.ts';
import {
  columnByNumber,
  foreignKeysFrom,
  foreignKeysTo,
  primaryKeyIndex,
  uniqueIndexFor,
} from '../catalog/lookup.ts';
import { columnsNamed } from './columns-by-name.ts';
import { ownTables } from './stored-key.ts';
import { isTableOfPeople, nounIndex, suggestsPerson } from './suggests-table.ts';

/** The one key column that other columns may mean. */
export interface SimpleKey {
  readonly table: Relation;
  readonly column: Column;
}

/** A column whose name says that it references a table, and that no foreign key declares. */
export interface NamedReference {
  readonly table: Relation;
  readonly column: Column;
  readonly key: SimpleKey;
  readonly comparable: boolean;
}

const found = new WeakMap<Catalog, readonly NamedReference[]>();

/**
 * References by name, for every key of the database, each column once. Where a name suggests several tables of its
 * schema, the one that most foreign keys reference counts; where these are equal, none. Names only: the caller looks
 * at the values.
 */
export function namedReferences(catalog: Catalog): readonly NamedReference[] {
  const known = found.get(catalog);
  if (known !== undefined) return known;
  const tables = ownTables(catalog);
  const keys = tables.map((table) => simpleKey(catalog, table)).filter((key) => key !== null);
  const named = nounIndex(keys, (key) => key.table.name);
  let people: readonly SimpleKey[] | null = null;
  const references: NamedReference[] = [];
  const isMeant = (name: string) => named.suggestedBy(name).length > 0 || suggestsPerson(name);
  for (const { table, column } of columnsNamed(catalog, isMeant)) {
    const who = saysWho(column);
    if (who) people ??= keys.filter((one) => isTableOfPeople(one.table.name));
    const suggested = [...named.suggestedBy(column.name), ...(who ? (people ?? []) : [])].filter(
      (one) => one.table.schema === table.schema,
    );
    const key = mostReferenced(catalog, [...new Set(suggested)]);
    if (key === null || !isFree(catalog, table, column, key)) continue;
    references.push({ table, column, key, comparable: isComparableKey(catalog, column, key) });
  }
  found.set(catalog, references);
  return references;
}

/** Whether a column's name and type tell who did something. */
export function saysWho({ name, type }: Column): boolean {
  return suggestsPerson(name) && ['uuid', 'integer', 'bigint'].includes(type.sql);
}

/** A column that no key claims: no foreign key or primary key of its own, not generated, not inherited. */
export function isFree(catalog: Catalog, table: Relation, column: Column, key: SimpleKey): boolean {
  if (column.generated !== null || column.identity !== null || column.inherited) return false;
  if (table.oid === key.table.oid && column.number === key.column.number) return false;
  const isOnly = ({ columns }: Pick<Constraint, 'columns'>) =>
    columns.length === 1 && columns[0] === column.number;
  if (foreignKeysFrom(catalog, table).some(isOnly)) return false;
  const primary = primaryKeyIndex(catalog, table)?.columns ?? [];
  return !isOnly({ columns: primary.map((one) => one.column) });
}

export function isComparableKey(catalog: Catalog, column: Column, key: SimpleKey): boolean {
  return isComparable(catalog, {
    referencedType: key.column.type.oid,
    referencingType: column.type.oid,
  });
}

/** The column of a primary key over one column that a foreign key could reference. */
export function usableKey(catalog: Catalog, key: SimpleKey): boolean {
  return uniqueIndexFor(catalog, key.table, [key.column.number]).found === 'usable';
}

function simpleKey(catalog: Catalog, table: Relation): SimpleKey | null {
  const index = primaryKeyIndex(catalog, table);
  if (index === undefined || index.columns.length !== 1) return null;
  const column = columnByNumber(table, index.columns[0]?.column ?? 0);
  return column === undefined ? null : { table, column };
}

function mostReferenced(catalog: Catalog, keys: readonly SimpleKey[]): SimpleKey | null {
  if (keys.length < 2) return keys[0] ?? null;
  const counted = keys
    .map((key) => ({ key, references: foreignKeysTo(catalog, key.table).length }))
    .sort((one, other) => other.references - one.references);
  const [first, second] = counted;
  if (first === undefined || first.references === second?.references) return null;
  return first.key;
}
