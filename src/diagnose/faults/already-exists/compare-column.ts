import type { Catalog, Column } from '../../../catalog/catalog.ts';
import { displayIdent } from '../../../postgres/quote.ts';
import type { DeclaredColumn } from '../../../statement/declaration.ts';
import { isNull, sameExpression } from '../../../statement/same-sql.ts';
import { resolveType } from '../../../statement/type-name.ts';
import type { Compared } from './compared.ts';

const ownSequence = ' default from its own sequence';

/** A declared column beside the stored one of its name. */
export function compareColumn(
  catalog: Catalog,
  declared: DeclaredColumn,
  found: Column | undefined,
): Compared {
  const type = resolveType(catalog, declared.type)?.sql ?? declared.type.text;
  const tail = declaredTail(declared);
  const declaredLine = columnLine(declared.name, type, declared.notNull, tail);
  if (found === undefined) return { declared: declaredLine, found: null };
  const same = sameValue(declared, found);
  return {
    declared: declaredLine,
    found: foundColumnLine(found, same ? tail : foundTail(found)),
  };
}

export function foundColumnLine(found: Column, tail = foundTail(found)): string {
  return columnLine(found.name, found.type.sql, found.notNull, tail);
}

function columnLine(name: string, type: string, notNull: boolean, tail: string): string {
  return `${displayIdent(name)} ${type}${notNull ? ' not null' : ''}${tail}`;
}

/** The default without NULL, which PostgreSQL does not store. */
export function defaultOf(expression: string | null): string | null {
  return expression === null || isNull(expression) ? null : expression;
}

function declaredTail(column: DeclaredColumn): string {
  if (column.type.serial !== null) return ownSequence;
  if (column.identity !== null) return ` generated ${column.identity} as identity`;
  if (column.generated !== null) {
    return ` generated always as (${column.generated.expression}) ${column.generated.kind}`;
  }
  const expression = defaultOf(column.default);
  return expression === null ? '' : ` default ${expression}`;
}

function foundTail(column: Column): string {
  if (column.identity !== null) return ` generated ${column.identity} as identity`;
  if (column.generated !== null)
    return ` generated always as (${column.default}) ${column.generated}`;
  if (isSerial(column)) return ownSequence;
  const expression = defaultOf(column.default);
  return expression === null ? '' : ` default ${expression}`;
}

function isSerial({ ownedSequence, default: expression, identity }: Column): boolean {
  return ownedSequence !== null && identity === null && expression?.startsWith('nextval(') === true;
}

/** Where the values of the column come from is the same, however it is written. */
function sameValue(declared: DeclaredColumn, found: Column): boolean {
  if (declared.type.serial !== null) return isSerial(found);
  if (declared.identity !== null) return declared.identity === found.identity;
  if (declared.generated !== null) {
    const { expression, kind } = declared.generated;
    return kind === found.generated && sameExpression(expression, found.default ?? 'NULL');
  }
  if (found.identity !== null || found.generated !== null) return false;
  return sameExpression(declared.default ?? 'NULL', found.default ?? 'NULL');
}
