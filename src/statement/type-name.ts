import type { Catalog, Type } from '../catalog/catalog.ts';
import { typeByOid } from '../catalog/lookup.ts';
import type { DeclaredType } from './declaration.ts';

/** A written type, as the catalog knows it. */
export interface ResolvedType {
  readonly oid: number;
  /** As `format_type()` prints it under search_path pg_catalog, modifiers included. */
  readonly sql: string;
}

const serialTypes = { smallint: 'int2', integer: 'int4', bigint: 'int8' } as const;

/**
 * The type that a written name means: looked up in pg_catalog first, then along the client's search path.
 * A serial pseudo-type is its integer.
 *
 * @returns null for a type that is not there (the statement's own string may create it)
 */
export function resolveType(catalog: Catalog, declared: DeclaredType): ResolvedType | null {
  const type = named(catalog, declared);
  if (type === undefined) return null;
  const sql = withModifiers(type, declared.modifiers);
  if (!declared.array) return { oid: type.oid, sql };
  const array = typeByOid(catalog, type.arrayType);
  return array === undefined ? null : { oid: array.oid, sql: `${sql}[]` };
}

const typesByName = new WeakMap<Catalog, ReadonlyMap<string, Type>>();

function named(catalog: Catalog, { schema, name, serial }: DeclaredType): Type | undefined {
  let types = typesByName.get(catalog);
  if (types === undefined) {
    types = new Map(catalog.types.map((one) => [`${one.schema}\0${one.name}`, one]));
    typesByName.set(catalog, types);
  }
  if (serial !== null) return types.get(`pg_catalog\0${serialTypes[serial]}`);
  if (schema !== null) return types.get(`${schema}\0${name}`);
  for (const place of ['pg_catalog', ...catalog.searchPath]) {
    const type = types.get(`${place}\0${name}`);
    if (type !== undefined) return type;
  }
  return undefined;
}

/** Where `format_type()` puts the modifiers (utils/adt/format_type.c). */
function withModifiers(type: Type, modifiers: string | null): string {
  if (type.schema !== 'pg_catalog') {
    return modifiers === null ? type.sql : `${type.sql}(${modifiers})`;
  }
  const given = modifiers?.replaceAll(/\s/g, '') ?? null;
  // CHAR is CHAR(1) and BIT is BIT(1) where the standard's names are used (parser/gram.y).
  if (type.name === 'bpchar' || type.name === 'bit') return `${type.sql}(${given ?? '1'})`;
  if (given === null) return type.sql;
  if (type.name === 'numeric' && !given.includes(',')) return `numeric(${given},0)`;
  const [first = '', ...rest] = type.sql.split(' ');
  const isTime = /^time(stamp)?(tz)?$/.test(type.name);
  return isTime ? [`${first}(${given})`, ...rest].join(' ') : `${type.sql}(${given})`;
}
