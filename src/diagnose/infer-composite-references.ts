import type { Catalog, Column, Relation } from '../catalog/catalog.ts';
import { isComparable } from '../catalog/comparability.ts';
import {
  columnByName,
  columnByNumber,
  foreignKeysFrom,
  primaryKeyIndex,
} from '../catalog/lookup.ts';
import type { IncompatibleTypes } from './fault.ts';
import { faultId } from './fault-id.ts';
import { sameNoun, wordsOf } from './name-words.ts';
import { ownTables, sideOf } from './stored-key.ts';

/**
 * Tables whose columns together have the names of another table's composite key, some of them of a type that cannot be
 * compared with it: candidates, to be confirmed by values. Every column of the key is there under its own name or
 * behind the table's (`order_number` for `number` of `orders`), and at least one in the second way, for a tenant's
 * number alone stands in every table.
 */
export function inferCompositeReferences(catalog: Catalog): IncompatibleTypes[] {
  const tables = ownTables(catalog);
  const targets = tables.flatMap((target) => {
    const index = primaryKeyIndex(catalog, target);
    if (index === undefined || index.columns.length < 2) return [];
    const key = index.columns.flatMap(({ column }) => columnByNumber(target, column) ?? []);
    return key.length < 2 ? [] : [{ target, key }];
  });
  if (targets.length === 0) return [];
  const byName = tablesByColumn(tables);
  return targets.flatMap(({ target, key }) => {
    const nouns = nounsOf(target.name);
    const candidates = key
      .flatMap((column) => nouns.flatMap((noun) => byName.get(`${noun} ${words(column)}`) ?? []))
      .filter((table) => table.oid !== target.oid && table.schema === target.schema);
    return [...new Set(candidates)].flatMap((table) => {
      const columns = key.flatMap((column) => partnerOf(table, column, target) ?? []);
      if (columns.length !== key.length || new Set(columns).size !== key.length) return [];
      if (isDeclared(catalog, table, columns)) return [];
      const pairs = key.flatMap((column, at) =>
        isComparable(catalog, {
          referencedType: column.type.oid,
          referencingType: columns[at]?.type.oid ?? 0,
        })
          ? []
          : [at],
      );
      return pairs.length === 0 ? [] : [faultOf(table, columns, target, key, pairs)];
    });
  });
}

function tablesByColumn(tables: readonly Relation[]): ReadonlyMap<string, readonly Relation[]> {
  const byName = new Map<string, Relation[]>();
  for (const table of tables) {
    for (const column of table.columns) {
      const known = byName.get(words(column));
      if (known === undefined) byName.set(words(column), [table]);
      else known.push(table);
    }
  }
  return byName;
}

function words({ name }: Column): string {
  return wordsOf(name).join(' ');
}

/** The table's name in lower-case words, in the plural and the singular. */
function nounsOf(table: string): string[] {
  const all = wordsOf(table);
  const last = all.at(-1) ?? '';
  const forms = [last, last.replace(/ies$/, 'y'), last.replace(/es$/, ''), last.replace(/s$/, '')];
  return [...new Set(forms)]
    .filter((form) => sameNoun(form, last))
    .map((form) => [...all.slice(0, -1), form].join(' '));
}

function partnerOf(table: Relation, column: Column, target: Relation): Column | undefined {
  const own = words(column);
  const prefixed = nounsOf(target.name).map((noun) => `${noun} ${own}`);
  return (
    table.columns.find((one) => prefixed.includes(words(one))) ??
    // Every table has an `id` of its own.
    (own === 'id' ? undefined : columnByName(table, column.name))
  );
}

function isDeclared(catalog: Catalog, table: Relation, columns: readonly Column[]): boolean {
  const numbers = columns.map((one) => one.number);
  return foreignKeysFrom(catalog, table).some(
    (one) =>
      one.columns.length > 1 && one.columns.filter((number) => numbers.includes(number)).length > 1,
  );
}

function faultOf(
  table: Relation,
  columns: readonly Column[],
  target: Relation,
  key: readonly Column[],
  pairs: readonly number[],
): IncompatibleTypes {
  return {
    kind: 'incompatible-types',
    id: faultId(
      table,
      columns.map((one) => one.name),
    ),
    constraint: null,
    referencing: sideOf(table, columns),
    referenced: sideOf(target, key),
    declaredBy: 'names',
    pairs,
    amend: [],
  };
}
