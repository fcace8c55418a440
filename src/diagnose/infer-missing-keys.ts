import type { Catalog, Column, Relation } from '../catalog/catalog.ts';
import { isComparable } from '../catalog/comparability.ts';
import {
  columnByName,
  columnByNumber,
  foreignKeysFrom,
  indexesOf,
  primaryKeyIndex,
  uniqueIndexFor,
} from '../catalog/lookup.ts';
import type { NoUniqueKey } from './fault.ts';
import { faultId } from './fault-id.ts';
import { sameNoun, wordsOf } from './name-words.ts';
import { ownTables, sideOf } from './stored-key.ts';
import { nounIndex } from './suggests-table.ts';

/** A column that is no key that a foreign key could use, though its name or an index says that it should be. */
interface Expected {
  readonly table: Relation;
  readonly column: Column;
}

/**
 * Columns that another column's name references and that no foreign key could reference: `id` of a table without a
 * primary key or with a deferrable one (`user_id`, users), and a natural key of which somebody made only a part unique,
 * or only at the end of a transaction (`country_code`, countries.code). Candidates, to be confirmed by values; each
 * column once. An index that is invalid is a fault of its own.
 */
export function inferMissingKeys(catalog: Catalog): NoUniqueKey[] {
  const tables = ownTables(catalog);
  const numbered = tables.map((one) => expectedId(catalog, one)).filter((one) => one !== null);
  const natural = tables.flatMap((table) => expectedNaturals(catalog, table));
  if (numbered.length + natural.length === 0) return [];
  const named = nounIndex(numbered, (one) => one.table.name);
  const faults = new Map<Column, NoUniqueKey>();
  for (const from of tables) {
    const tied = foreignKeysFrom(catalog, from).flatMap((one) => one.columns);
    for (const column of from.columns) {
      const meant = [
        ...named.suggestedBy(column.name),
        ...natural.filter((one) => names(column.name, one)),
      ].find(
        (key) =>
          key.table.schema === from.schema &&
          key.table.oid !== from.oid &&
          !faults.has(key.column) &&
          !tied.includes(column.number) &&
          isComparable(catalog, {
            referencedType: key.column.type.oid,
            referencingType: column.type.oid,
          }),
      );
      if (meant !== undefined) faults.set(meant.column, faultOf(from, column, meant));
    }
  }
  return [...faults.values()];
}

function expectedId(catalog: Catalog, table: Relation): Expected | null {
  const column = columnByName(table, 'id');
  if (column === undefined) return null;
  const primary = primaryKeyIndex(catalog, table);
  // Of most tables: no need to look at all of its indexes.
  if (primary?.valid === true && primary.immediate && isOver(primary.columns, column)) return null;
  if (uniqueIndexFor(catalog, table, [column.number]).found === 'usable') {
    return null;
  }
  const indexes = indexesOf(catalog, table);
  const isOther = indexes.some(
    (index) => index.primary && !isOver(index.columns, column) && index.valid,
  );
  const isInvalid = indexes.some(
    (index) => index.unique && !index.valid && isOver(index.columns, column),
  );
  return isOther || isInvalid ? null : { table, column };
}

const naturalEndings = new Set(['code', 'key', 'slug', 'sku', 'uuid', 'guid']);

function expectedNaturals(catalog: Catalog, table: Relation): Expected[] {
  return indexesOf(catalog, table).flatMap((index) => {
    if (!index.unique || !index.valid || !(index.partial || !index.immediate)) return [];
    const [first, second] = index.columns;
    const column = columnByNumber(table, first?.column ?? 0);
    if (column === undefined || second !== undefined || column.name === 'id') return [];
    if (!naturalEndings.has(wordsOf(column.name).at(-1) ?? '')) return [];
    return uniqueIndexFor(catalog, table, [column.number]).found === 'usable'
      ? []
      : [{ table, column }];
  });
}

/** `country_code` names `code` of `countries`. */
function names(name: string, { table, column }: Expected): boolean {
  const words = wordsOf(name);
  const wanted = [...wordsOf(table.name), ...wordsOf(column.name)];
  return (
    words.length === wanted.length && wanted.every((word, at) => sameNoun(word, words[at] ?? ''))
  );
}

function isOver(columns: readonly { readonly column: number }[], { number }: Column): boolean {
  return columns.length === 1 && columns[0]?.column === number;
}

function faultOf(from: Relation, column: Column, key: Expected): NoUniqueKey {
  return {
    kind: 'no-unique-key',
    id: faultId(key.table, [key.column.name]),
    constraint: null,
    referencing: sideOf(from, [column]),
    referenced: sideOf(key.table, [key.column]),
    declaredBy: 'names',
    implicit: false,
    foreignKeys: [],
  };
}
