import type { QualifiedName } from '../postgres/quote.ts';
import type { Mapping } from './mapping.ts';
import type { MappedColumn } from './mapping-sql.ts';

/** The column in which a mapping looks the old values up; null where it looks nothing up. */
export function valuePlace(
  mapped: MappedColumn,
  mapping: Mapping,
): { readonly table: QualifiedName; readonly column: string } | null {
  switch (mapping.kind) {
    case 'null':
    case 'cast':
    case 'convert':
      return null;
    case 'alternate-key':
      return { table: mapped.referencedTable, column: mapping.column };
    case 'bridge':
    case 'given':
      return { table: mapping.table, column: mapping.valueColumn };
  }
}
