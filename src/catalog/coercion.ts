import type { Cast, Catalog, Type } from './catalog.ts';

/** Fixed OIDs of pseudo-types (pg_type.dat): the same in every version. */
const ANY = 2276;
const ANYELEMENT = 2283;
const ANYNONARRAY = 2776;
const ANYARRAY = 2277;
const ANYENUM = 3500;
const ANYRANGE = 3831;
const ANYMULTIRANGE = 4537;
const RECORD = 2249;
const RECORD_ARRAY = 2287;
const OIDVECTOR = 30;
const INT2VECTOR = 22;

const polymorphic = new Set([ANYELEMENT, ANYNONARRAY, ANYARRAY, ANYENUM, ANYRANGE, ANYMULTIRANGE]);

interface CoercionIndex {
  readonly types: ReadonlyMap<number, Type>;
  readonly casts: ReadonlyMap<string, Cast>;
}

const indexes = new WeakMap<Catalog, CoercionIndex>();

function indexOf(catalog: Catalog): CoercionIndex {
  const known = indexes.get(catalog);
  if (known !== undefined) return known;
  const made = {
    types: new Map(catalog.types.map((type) => [type.oid, type])),
    casts: new Map(catalog.casts.map((cast) => [`${cast.source} ${cast.target}`, cast])),
  };
  indexes.set(catalog, made);
  return made;
}

/** The type under all domains; as `getBaseType()` in utils/cache/lsyscache.c. */
export function baseTypeOf(catalog: Catalog, oid: number): number {
  const { types } = indexOf(catalog);
  let type = types.get(oid);
  while (type !== undefined && type.kind === 'domain') type = types.get(type.baseType);
  return type?.oid ?? oid;
}

/**
 * Whether both types can be cast to `target` at once without being asked for:
 * `can_coerce_type()` with COERCION_IMPLICIT in parser/parse_coerce.c, polymorphic targets included.
 */
export function bothCoerceImplicitly(
  catalog: Catalog,
  left: number,
  right: number,
  target: number,
): boolean {
  const each = [left, right].every((input) => coercesAlone(catalog, input, target));
  return each && (!polymorphic.has(target) || consistent(catalog, left, right, target));
}

function coercesAlone(catalog: Catalog, input: number, target: number): boolean {
  if (input === target || target === ANY || polymorphic.has(target)) return true;
  if (hasImplicitPath(catalog, input, target)) return true;
  if (target === RECORD) return isComposite(catalog, input);
  return target === RECORD_ARRAY && isCompositeArray(catalog, input);
}

/** `find_coercion_pathway()` for implicit casts. */
function hasImplicitPath(catalog: Catalog, from: number, to: number): boolean {
  const { types, casts } = indexOf(catalog);
  const source = baseTypeOf(catalog, from);
  const target = baseTypeOf(catalog, to);
  if (source === target) return true;
  const cast = casts.get(`${source} ${target}`);
  if (cast !== undefined) return cast.context === 'implicit';
  if (target === OIDVECTOR || target === INT2VECTOR) return false;
  const sourceElement = types.get(source)?.elementType ?? 0;
  const targetElement = types.get(target)?.elementType ?? 0;
  if (sourceElement === 0 || targetElement === 0) return false;
  return hasImplicitPath(catalog, sourceElement, targetElement);
}

/** `check_generic_type_consistency()` for two arguments of one polymorphic type. */
function consistent(catalog: Catalog, left: number, right: number, target: number): boolean {
  const { types } = indexOf(catalog);
  if (target === ANYELEMENT || target === ANYNONARRAY || target === ANYENUM) {
    // Domains are not looked through here, unlike below.
    if (left !== right) return false;
    if (target === ANYENUM) return types.get(left)?.kind === 'enum';
    return target === ANYELEMENT || (types.get(baseTypeOf(catalog, left))?.elementType ?? 0) === 0;
  }
  const base = baseTypeOf(catalog, left);
  if (base !== baseTypeOf(catalog, right)) return false;
  const type = types.get(base);
  if (target === ANYARRAY) return (type?.elementType ?? 0) !== 0;
  return type?.kind === (target === ANYRANGE ? 'range' : 'multirange');
}

/** `IsBinaryCoercible()`: the bytes of one are good as the other. */
export function isBinaryCoercible(catalog: Catalog, from: number, to: number): boolean {
  const { types, casts } = indexOf(catalog);
  if (from === to || to === ANY || to === ANYELEMENT) return true;
  const source = baseTypeOf(catalog, from);
  if (source === to) return true;
  const type = types.get(source);
  const isArray = (type?.elementType ?? 0) !== 0;
  if (to === ANYARRAY && isArray) return true;
  if (to === ANYNONARRAY && !isArray) return true;
  if (to === ANYENUM && type?.kind === 'enum') return true;
  if (to === ANYRANGE && type?.kind === 'range') return true;
  if (to === ANYMULTIRANGE && type?.kind === 'multirange') return true;
  if (to === RECORD && isComposite(catalog, source)) return true;
  if (to === RECORD_ARRAY && isCompositeArray(catalog, source)) return true;
  const cast = casts.get(`${source} ${to}`);
  return cast?.binary === true && cast.context === 'implicit';
}

function isComposite(catalog: Catalog, oid: number): boolean {
  return indexOf(catalog).types.get(baseTypeOf(catalog, oid))?.kind === 'composite';
}

function isCompositeArray(catalog: Catalog, oid: number): boolean {
  const { types } = indexOf(catalog);
  return isComposite(catalog, types.get(baseTypeOf(catalog, oid))?.elementType ?? 0);
}
