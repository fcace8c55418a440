import { displayIdent, displayQualified } from '../postgres/quote.ts';
import type { Mapping } from '../values/mapping.ts';
import type { MappedColumn } from '../values/mapping-sql.ts';

/** A mapping in words, with the user's names: `through users_backup.id, joined by username`. */
export function describeMapping(mapped: MappedColumn, mapping: Mapping): string {
  const referenced = displayQualified(mapped.referencedTable);
  switch (mapping.kind) {
    case 'null':
      return 'every value is NULL';
    case 'cast':
      return `the same values written as ${mapped.newType}`;
    case 'convert': {
      const how = mapping.using === null ? '' : " by the statement's USING";
      return mapping.fresh === null
        ? `each converted to ${mapped.newType}${how}`
        : `each a new ${mapped.newType} where it is none, the same for the same value`;
    }
    case 'alternate-key':
      return `through ${referenced}.${displayIdent(mapping.column)}`;
    case 'bridge':
    case 'given': {
      const value = `${displayQualified(mapping.table)}.${displayIdent(mapping.valueColumn)}`;
      if (mapping.bridgeColumn === null || mapping.referencedColumn === null)
        return `through ${value}`;
      const by =
        mapping.bridgeColumn === mapping.referencedColumn
          ? displayIdent(mapping.bridgeColumn)
          : `${displayIdent(mapping.bridgeColumn)} = ${displayIdent(mapping.referencedColumn)}`;
      return `through ${value}, joined by ${by}${mapping.compare === 'exact' ? '' : ' without regard to case'}`;
    }
  }
}

/** The `--map` argument that names a mapping; null for those that need none. */
export function mapFlag(mapped: MappedColumn, mapping: Mapping): string | null {
  const column = `${displayQualified(mapped.table)}.${mapped.column}`;
  const referenced = displayQualified(mapped.referencedTable);
  switch (mapping.kind) {
    case 'null':
    case 'cast':
    case 'convert':
      return null;
    case 'alternate-key':
      return `--map '${column}=${referenced}.${mapping.column}'`;
    case 'bridge':
    case 'given': {
      const value = `${displayQualified(mapping.table)}.${mapping.valueColumn}`;
      return mapping.bridgeColumn === null
        ? `--map '${column}=${value}'`
        : `--map '${column}=${value}:${mapping.bridgeColumn}=${referenced}.${mapping.referencedColumn}'`;
    }
  }
}

/** How a `--map` would say where the old values stand, with the names that are known; those in capitals are the user's. */
export function mapHint({
  table,
  column,
  referencedTable,
  referencedColumn,
}: MappedColumn): string {
  const own = `${displayQualified(table)}.${column}`;
  const isOwn =
    table.schema === referencedTable.schema &&
    table.name === referencedTable.name &&
    column === referencedColumn;
  const pattern = isOwn
    ? `${own}=TABLE.COLUMN`
    : `${own}=TABLE.COLUMN:KEY=${displayQualified(referencedTable)}.KEY`;
  return `Where another table holds the old values, name it, with your own names for the words in capitals: --map '${pattern}'`;
}
