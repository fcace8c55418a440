import type { Catalog } from '../../catalog/catalog.ts';
import { columnByName, findRelation, uniqueIndexFor } from '../../catalog/lookup.ts';
import type { Conversion } from '../../plan/plan.ts';
import { sameInOldType } from '../../plan/steps/same-in-old-type.ts';
import type { QualifiedName } from '../../postgres/quote.ts';
import { madeUuid, sameText } from '../../values/fresh-keys.ts';
import type { Mapping } from '../../values/mapping.ts';
import { isNative } from '../../values/mapping-sql.ts';
import { isInteger } from '../../values/type-family.ts';
import { valuePlace } from '../../values/value-place.ts';
import { changedKeysName } from './key-columns.ts';
import type { LiveLookup, LiveValue } from './live-design.ts';
import { numbersName } from './number-keys.ts';

const widths = ['smallint', 'integer', 'bigint', 'numeric'];

/** How a conversion's values are found while rows come and go. */
export function liveValue(catalog: Catalog, id: number, conversion: Conversion): LiveValue {
  const { mapped, weighed, number } = conversion;
  const { mapping } = weighed;
  const own = { conversion: number, column: mapped.column };
  const expression = total(conversion);
  if (expression !== null) {
    const reverse = { type: mapped.newType, newType: mapped.type };
    const same =
      mapping.kind === 'convert' && mapping.fresh === null
        ? sameInOldType(reverse, '($$)::text')
        : null;
    const back = same === null ? null : `(${same})::${mapped.type}`;
    return { ...own, how: 'expression', expression, back };
  }
  return {
    ...own,
    how: 'pairs',
    pairs: `live_${id}_pairs_${number}`,
    changed: isLookedUp(mapping) ? `live_${id}_changed_${number}` : changedKeysName(id, conversion),
    unmatched: unmatchedOf(conversion),
    numbers: numbersName(id, conversion),
    ...lookedUp(catalog, conversion),
  };
}

/** An expression that gives every value there can be a new one, `$$` for the value; null where none does. */
function total({ mapped, weighed: { mapping } }: Conversion): string | null {
  if (mapping.kind !== 'convert' || mapping.using !== null) return null;
  const { type, newType } = mapped;
  if (mapping.fresh !== null) {
    return newType === 'uuid' && isInteger(type)
      ? madeUuid(mapping.fresh.seed, sameText('$$', type))
      : null;
  }
  const widens = widths.indexOf(type) >= 0 && widths.indexOf(type) < widths.indexOf(newType);
  const toText =
    newType === 'text' && (isInteger(type) || ['uuid', 'character varying'].includes(type));
  const longer = newType === 'text' && /^character varying\(\d+\)$/.test(type);
  return widens || toText || longer ? `$$::${newType}` : null;
}

function unmatchedOf({ unmatched, notNull }: Conversion): 'null' | 'leave-out' | 'ask' {
  switch (unmatched) {
    case 'set-aside':
    case 'discard':
      return 'leave-out';
    case 'fail':
      return 'ask';
    case 'keep':
    case 'null':
      return notNull ? 'ask' : 'null';
  }
}

function isLookedUp(mapping: Mapping): boolean {
  return mapping.kind !== 'null' && mapping.kind !== 'convert';
}

function lookedUp(
  catalog: Catalog,
  { mapped, weighed: { mapping } }: Conversion,
): { readonly native: boolean; readonly unique: boolean } {
  const place = valuePlace(mapped, mapping);
  if (place === null) return { native: false, unique: false };
  const isOwn =
    mapping.kind === 'alternate-key' || (mapping.kind === 'given' && mapping.bridgeColumn === null);
  const table = findRelation(catalog, isOwn ? mapped.referencedTable : place.table);
  const column = table === undefined ? undefined : columnByName(table, place.column);
  if (table === undefined || column === undefined) return { native: false, unique: false };
  const native = isNative(mapped, column.type.sql);
  return {
    native,
    unique: native && isOwn && uniqueIndexFor(catalog, table, [column.number]).found === 'usable',
  };
}

/** The tables that a conversion looks its values up in. */
export function liveLookups(catalog: Catalog, id: number, conversion: Conversion): LiveLookup[] {
  const { mapped, weighed, number } = conversion;
  const { mapping } = weighed;
  const lookup = (
    table: QualifiedName,
    capture: 'look' | 'bridge',
    column: string,
    ...others: readonly string[]
  ): LiveLookup => ({
    table,
    partitioned: capture === 'look' && mapped.referencedPartitioned,
    conversion: number,
    changed: `live_${id}_changed_${number}`,
    natural: false,
    capture: `live_${id}_${capture}_${number}`,
    column,
    relevant: [column, ...others].map((name) => ({ name, type: typeOf(catalog, table, name) })),
  });
  const referenced = mapped.referencedTable;
  const becomes = mapped.referencedColumn;
  switch (mapping.kind) {
    case 'null':
    case 'convert':
      return [];
    case 'cast':
      return [lookup(referenced, 'look', becomes)];
    case 'alternate-key':
      return [lookup(referenced, 'look', mapping.column, becomes)];
    case 'bridge':
    case 'given': {
      const { bridgeColumn, referencedColumn, valueColumn } = mapping;
      if (bridgeColumn === null || referencedColumn === null)
        return [lookup(referenced, 'look', valueColumn, becomes)];
      return [
        { ...lookup(referenced, 'look', referencedColumn, becomes), natural: true },
        lookup(mapping.table, 'bridge', valueColumn, bridgeColumn),
      ];
    }
  }
}

/** A column's type as SQL writes it; of a column that is not known, one that is taken for anybody's. */
function typeOf(catalog: Catalog, table: QualifiedName, name: string): string {
  const relation = findRelation(catalog, table);
  return (relation && columnByName(relation, name)?.type.sql) ?? '';
}
