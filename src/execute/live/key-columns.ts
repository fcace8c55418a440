import type { Catalog, Relation } from '../../catalog/catalog.ts';
import { columnByName, indexesOf } from '../../catalog/lookup.ts';
import type { Conversion } from '../../plan/plan.ts';
import { quoteIdent } from '../../postgres/quote.ts';
import { isSpelledOnce, sameText } from '../../values/fresh-keys.ts';
import type { MappedColumn } from '../../values/mapped-column.ts';
import { keyExpression, keyType } from '../../values/value-key.ts';
import type { LiveDesign, LiveKey, LiveValue, PairedValue } from './live-design.ts';
import { tableSql, work } from './live-sql.ts';
import { isNumbered, numberedKeys } from './number-keys.ts';

type NumberedValue = PairedValue & { readonly numbers: string };

/**
 * The work table that gets values of keys that come and go, where a conversion numbers references to them; null for the
 * keys themselves, and where nothing is numbered.
 */
export function changedKeysName(id: number, conversion: Conversion): string | null {
  const fresh = numberedKeys(conversion);
  if (fresh === null) return null;
  const { table, column } = conversion.mapped;
  const isKey = fresh.sources.some(
    (one) =>
      one.column === column && one.table.schema === table.schema && one.table.name === table.name,
  );
  return isKey ? null : `live_${id}_changed_${fresh.seed.slice(0, 8)}`;
}

/** The columns of a table that hold keys to which numbered references lead. */
export function keyColumns(
  catalog: Catalog,
  id: number,
  relation: Relation,
  conversions: readonly Conversion[],
): LiveKey[] {
  const found = new Map<string, LiveKey>();
  for (const conversion of conversions) {
    const changed = changedKeysName(id, conversion);
    const sources = changed === null ? [] : (numberedKeys(conversion)?.sources ?? []);
    for (const { table, column, type } of sources) {
      if (changed === null || table.schema !== relation.schema || table.name !== relation.name)
        continue;
      const indexed = isIndexed(catalog, relation, column);
      found.set(`${changed} ${column}`, { column, type, changed, indexed });
    }
  }
  return [...found.values()];
}

function isIndexed(catalog: Catalog, relation: Relation, column: string): boolean {
  const number = columnByName(relation, column)?.number;
  return indexesOf(catalog, relation).some(
    ({ valid, partial, columns }) => valid && !partial && columns[0]?.column === number,
  );
}

/** It gets numbers for what stands in a key, and for nothing else. */
export function isNumberedReference(
  value: LiveValue,
): value is NumberedValue & { readonly changed: string } {
  return isNumbered(value) && value.changed !== null;
}

/**
 * A condition: the value `old` of a numbered reference, keyed as in value-key.ts, stands in a key now. Of a column that
 * no index finds it in, that it stood there once.
 */
export function standsInKeySql(
  design: LiveDesign,
  { changed }: { readonly changed: string },
  mapped: MappedColumn,
  old: string,
): string {
  const all = design.tables.flatMap((table) =>
    (table.keys ?? [])
      .filter((one) => one.changed === changed)
      .map(({ column, type, indexed }) => {
        const own = table.values.find((one) => one.column === column);
        const [from, key] =
          !indexed && own !== undefined && isNumbered(own)
            ? [work(design, own.pairs), 'e.old']
            : [tableSql(table), `e.${quoteIdent(column)}`];
        return `EXISTS (SELECT FROM ${from} AS e WHERE ${isSameSql(key, type, old, mapped.type)})`;
      }),
  );
  return all.length === 0 ? 'false' : `(${all.join(' OR ')})`;
}

/** What the values of both types are keyed by is the same where the values are. */
function isKeyedAlike(one: string, other: string): boolean {
  return isSpelledOnce(one) && isSpelledOnce(other) && keyType(one) === keyType(other);
}

/** As `sameText` has it, and where that is the same so that an index finds it. */
function isSameSql(key: string, keyed: string, old: string, type: string): string {
  return isKeyedAlike(keyed, type)
    ? `${keyExpression(key, keyed)} = ${old}`
    : `${sameText(key, keyed)} = ${sameText(old, type)}`;
}

/** A SELECT of `old`, as text: of the pairs of a numbered reference those that are one of the keys in $1, as texts. */
export function referencesSql(
  design: LiveDesign,
  value: NumberedValue & { readonly changed: string },
  { type }: MappedColumn,
): string {
  const keyed = new Set(
    design.tables.flatMap((table) =>
      (table.keys ?? []).filter((one) => one.changed === value.changed).map((one) => one.type),
    ),
  );
  const pairs = `${work(design, value.pairs)} AS p`;
  const each = [...keyed].map((one) => {
    return isKeyedAlike(one, type)
      ? `SELECT p.old::text AS old FROM ${pairs} WHERE p.old = ANY ($1::text[]::${keyType(type)}[])`
      : `SELECT p.old::text AS old FROM ${pairs} WHERE ${sameText('p.old', type)} IN (SELECT ${sameText('u.value', one)} FROM pg_catalog.unnest($1::text[]) AS u(value))`;
  });
  return each.length === 0 ? 'SELECT NULL::text AS old WHERE false' : each.join(' UNION ');
}
