import type { Catalog, OperatorClass, Type } from './catalog.ts';
import { baseTypeOf, bothCoerceImplicitly, isBinaryCoercible } from './coercion.ts';

export interface KeyTypes {
  /** Type OIDs of the columns as they are declared, domains included. */
  readonly referencedType: number;
  readonly referencingType: number;
  /** Operator class of the referenced column in its unique index; default: what a new unique index would take. */
  readonly indexOperatorClass?: number;
  /** Collation OIDs, 0 for a type without; left out: both count as equal. */
  readonly collations?: { readonly referenced: number; readonly referencing: number };
}

/** Why two columns can, or cannot, be the two sides of one foreign key. */
export type Comparability =
  | 'comparable'
  | 'no-equality-operator'
  /** No default btree operator class: the referenced column can have no unique index at all. */
  | 'no-operator-class'
  /** From 18 on: collations differ and one of them is nondeterministic. */
  | 'incompatible-collations';

interface OperatorIndex {
  readonly types: ReadonlyMap<number, Type>;
  readonly classes: ReadonlyMap<number, OperatorClass>;
  readonly equality: ReadonlySet<string>;
  readonly deterministic: ReadonlyMap<number, boolean>;
  /** Default btree classes. */
  readonly defaults: readonly OperatorClass[];
  readonly defaultByType: Map<number, OperatorClass | null>;
}

const indexes = new WeakMap<Catalog, OperatorIndex>();

function indexOf(catalog: Catalog): OperatorIndex {
  const known = indexes.get(catalog);
  if (known !== undefined) return known;
  const { equalityOperators, operatorClasses } = catalog;
  const made: OperatorIndex = {
    types: new Map(catalog.types.map((type) => [type.oid, type])),
    classes: new Map(operatorClasses.map((one) => [one.oid, one])),
    equality: new Set(equalityOperators.map((one) => `${one.family} ${one.left} ${one.right}`)),
    deterministic: new Map(catalog.collations?.map((one) => [one.oid, one.deterministic])),
    defaults: operatorClasses.filter((one) => one.accessMethod === 'btree' && one.isDefault),
    defaultByType: new Map(),
  };
  indexes.set(catalog, made);
  return made;
}

/** PostgreSQL can implement a foreign key between columns of these types. */
export function isComparable(catalog: Catalog, key: KeyTypes): boolean {
  return comparability(catalog, key) === 'comparable';
}

/**
 * The rule of `ATAddForeignKeyConstraint()` (commands/tablecmds.c): the index's operator family has an equality
 * operator (index type, referencing type) and one (referencing type, referencing type); or both columns' types
 * can be cast implicitly to the index's type. Held against real servers by `npm run check:types`.
 */
export function comparability(catalog: Catalog, key: KeyTypes): Comparability {
  const index = indexOf(catalog);
  const operatorClass =
    key.indexOperatorClass === undefined
      ? defaultOperatorClass(catalog, key.referencedType)
      : index.classes.get(key.indexOperatorClass);
  if (operatorClass === undefined || operatorClass === null) return 'no-operator-class';
  const { family, inputType } = operatorClass;
  const referencing = baseTypeOf(catalog, key.referencingType);
  const direct =
    index.equality.has(`${family} ${inputType} ${referencing}`) &&
    index.equality.has(`${family} ${referencing} ${referencing}`);
  const { referencedType, referencingType } = key;
  if (!direct && !bothCoerceImplicitly(catalog, referencedType, referencingType, inputType)) {
    return 'no-equality-operator';
  }
  return collationsAgree(catalog, key) ? 'comparable' : 'incompatible-collations';
}

function collationsAgree(catalog: Catalog, { collations }: KeyTypes): boolean {
  if (catalog.serverVersion < 180_000 || collations === undefined) return true;
  const { referenced, referencing } = collations;
  if (referenced === referencing) return true;
  // "key columns are not both collatable": an internal error of the server, but an error.
  if (referenced === 0 || referencing === 0) return false;
  const { deterministic } = indexOf(catalog);
  return (deterministic.get(referenced) ?? true) && (deterministic.get(referencing) ?? true);
}

/**
 * The operator class that a unique index on a column of this type takes by default, null for none:
 * `GetDefaultOpClass()` (commands/indexcmds.c) for btree.
 */
export function defaultOperatorClass(catalog: Catalog, type: number): OperatorClass | null {
  const { defaultByType, defaults, types } = indexOf(catalog);
  const base = baseTypeOf(catalog, type);
  const known = defaultByType.get(base);
  if (known !== undefined) return known;
  const category = types.get(base)?.category;
  const exact = defaults.filter((one) => one.inputType === base);
  const compatible = defaults.filter((one) => isBinaryCoercible(catalog, base, one.inputType));
  const preferred = compatible.filter((one) => {
    const input = types.get(one.inputType);
    return input?.preferred === true && input.category === category;
  });
  const candidates = [exact, preferred, compatible].find((list) => list.length > 0);
  const found = candidates?.length === 1 ? (candidates[0] ?? null) : null;
  defaultByType.set(base, found);
  return found;
}
