import type { Catalog, Column, Relation } from '../../../catalog/catalog.ts';
import { isComparable } from '../../../catalog/comparability.ts';
import { uniqueIndexFor } from '../../../catalog/lookup.ts';
import type { ServerError } from '../../../postgres/server-error.ts';
import { readKeyMessage } from '../../explain/key-message.ts';
import type { IncompatibleTypes } from '../../fault.ts';
import { faultId } from '../../fault-id.ts';
import { suggestsTable } from '../../suggests-table.ts';

interface Side {
  readonly table: Relation;
  readonly column: Column;
}

/**
 * The fault from the error alone, where the statement is unknown or no SQL that PostgreSQL's parser reads: the DETAIL
 * quotes both columns and tells both types, in every language. It names no table, so the fault is claimed only when
 * a single pair of the schema's tables fits, the constraint's name helping.
 */
export function faultFromMessage(catalog: Catalog, error: ServerError): IncompatibleTypes[] {
  const { message, detail } = error.fields;
  const read = readKeyMessage(`${message}\n${detail ?? ''}`);
  if (read === null || read.pair === null) return [];
  const { pair, constraint } = read;
  const own = sidesOf(catalog, pair.referencing, pair.referencingType);
  const keys = sidesOf(catalog, pair.referenced, pair.referencedType).filter(
    ({ table, column }) => uniqueIndexFor(catalog, table, [column.number]).found === 'usable',
  );
  const named = own.filter(({ table }) => constraint?.startsWith(`${table.name}_`) === true);
  const pairs = (named.length > 0 ? named : own).flatMap((referencing) => {
    const fitting = keys.filter(({ column }) => !compares(catalog, referencing.column, column));
    const suggested = fitting.filter(({ table }) =>
      suggestsTable(referencing.column.name, table.name),
    );
    return (suggested.length > 0 ? suggested : fitting).map((referenced) => ({
      referencing,
      referenced,
    }));
  });
  const [only] = pairs;
  if (only === undefined || pairs.length > 1) return [];
  const { referencing, referenced } = only;
  return [
    {
      kind: 'incompatible-types',
      id: faultId(referencing.table, [referencing.column.name]),
      constraint,
      referencing: keySide(referencing),
      referenced: keySide(referenced),
      declaredBy: 'statement',
      pairs: [0],
      amend: [],
    },
  ];
}

function sidesOf(catalog: Catalog, name: string, type: string): Side[] {
  return catalog.relations
    .filter((one) => one.kind === 'table' || one.kind === 'partitioned table')
    .flatMap((table) =>
      table.columns
        .filter(
          (one) => one.name === name && withoutModifiers(one.type.sql) === withoutModifiers(type),
        )
        .map((column) => ({ table, column })),
    );
}

function compares(catalog: Catalog, referencing: Column, referenced: Column): boolean {
  return isComparable(catalog, {
    referencedType: referenced.type.oid,
    referencingType: referencing.type.oid,
  });
}

function withoutModifiers(type: string): string {
  return type.replaceAll(/\([^)]*\)/g, '').replace(/^.*\./, '');
}

function keySide({ table, column }: Side) {
  return {
    table: { schema: table.schema, name: table.name },
    oid: table.oid,
    columns: [{ name: column.name, type: column.type.sql, notNull: column.notNull }],
  };
}
