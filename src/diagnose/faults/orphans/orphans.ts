import type { Catalog, Constraint, Relation } from '../../../catalog/catalog.ts';
import { isComparable } from '../../../catalog/comparability.ts';
import { childrenOf, constraintsOf, findRelation, relationByOid } from '../../../catalog/lookup.ts';
import { chooseForeignKeyName } from '../../choose-constraint-name.ts';
import {
  type DeclaredKeyPair,
  declaredKeyPairs,
  isStored,
  keySideOf,
} from '../../declared-keys.ts';
import type { DiagnosisInput, FaultDetector } from '../../diagnosis-input.ts';
import type { OrphanKey, Orphans } from '../../fault.ts';
import { faultId } from '../../fault-id.ts';
import { storedKey } from '../../stored-key.ts';

/**
 * Rows without the row that they reference, when a foreign key is laid or validated: all keys of the string at once.
 * Under another error at a foreign key they may be hidden behind it; counting tells.
 */
export const orphans: FaultDetector = {
  kind: 'orphans',
  sqlstates: ['23503', '42830', '55000', '42704', '42804'],
  detect(input) {
    const keys = [...declared(input), ...validated(input)];
    if (!belongs(input, keys)) return [];
    const fault = orphansOf(keys, 'statement');
    return fault === null ? [] : [fault];
  },
};

/**
 * Foreign keys that were laid NOT VALID and never validated: one fault each; counting tells whether rows are wrong.
 *
 * @param passed OIDs of those that another fault tells of.
 */
export function notValidKeys(catalog: Catalog, passed: ReadonlySet<number> = new Set()): Orphans[] {
  return catalog.constraints.flatMap((constraint) => {
    if (constraint.validated || constraint.foreignKey === null || constraint.parent !== 0)
      return [];
    if (!constraint.enforced || passed.has(constraint.oid)) return [];
    return uncheckedKey(catalog, constraint) ?? [];
  });
}

/** The same of one foreign key; null where a side of it is not the user's. */
export function uncheckedKey(catalog: Catalog, constraint: Constraint): Orphans | null {
  const key = storedKey(catalog, constraint, 'not valid');
  return key === null ? null : orphansOf([key], 'catalog');
}

function orphansOf(keys: readonly OrphanKey[], declaredBy: Orphans['declaredBy']): Orphans | null {
  const [first] = keys;
  if (first === undefined) return null;
  const { referencing, referenced, constraint } = first;
  return {
    kind: 'orphans',
    id: faultId(
      referencing.table,
      referencing.columns.map((one) => one.name),
    ),
    constraint,
    referencing,
    referenced,
    declaredBy,
    keys,
  };
}

/**
 * A violation names its constraint, and of a partitioned table the partition that holds the row: one of another key (a
 * row that is written) is none of these.
 */
function belongs({ error, catalog }: DiagnosisInput, keys: readonly OrphanKey[]): boolean {
  if (error === null || error.sqlstate !== '23503') return true;
  const { constraint, table } = error.fields;
  if (constraint === undefined) return true;
  return keys.some(
    (key) =>
      key.constraint === constraint &&
      (table === undefined ||
        key.referencing.table.name === table ||
        isPartition(catalog, relationByOid(catalog, key.referencing.oid ?? 0), table)),
  );
}

function isPartition(catalog: Catalog, parent: Relation | undefined, name: string): boolean {
  if (parent === undefined) return false;
  return childrenOf(catalog, parent).some(
    (one) => one.isPartition && (one.name === name || isPartition(catalog, one, name)),
  );
}

function declared({ catalog, statements }: DiagnosisInput): OrphanKey[] {
  return declaredKeyPairs(catalog, statements).flatMap((pair) => declaredKey(catalog, pair) ?? []);
}

function declaredKey(catalog: Catalog, pair: DeclaredKeyPair): OrphanKey | null {
  const { declared: key, referencing, referenced, referencedColumns } = pair;
  const names = referencedColumns ?? (referenced.column('id') === undefined ? null : ['id']);
  if (key.notValid || !key.enforced || names === null) return null;
  if (names.length !== key.columns.length) return null;
  if (!isStored(referencing, key.columns) || !isStored(referenced, names)) return null;
  const from = keySideOf(referencing, key.columns);
  const to = keySideOf(referenced, names);
  if (from === null || to === null) return null;
  const comparable = names.every((name, at) => {
    const own = referencing.column(key.columns[at] ?? '');
    const other = referenced.column(name);
    return (
      own !== undefined &&
      other !== undefined &&
      isComparable(catalog, { referencedType: other.typeOid, referencingType: own.typeOid })
    );
  });
  if (!comparable) return null;
  return {
    constraint: key.name ?? chooseForeignKeyName(catalog, referencing.table, key.columns),
    referencing: from,
    referenced: to,
    match: key.match,
    onDelete: key.onDelete,
    state: 'declared',
  };
}

function validated({ catalog, statements }: DiagnosisInput): OrphanKey[] {
  return statements.flatMap(({ declarations }) =>
    declarations.flatMap((one) => {
      if (one.kind !== 'validate-constraint') return [];
      const relation = findRelation(catalog, one.table);
      if (relation === undefined) return [];
      const constraint = constraintsOf(catalog, relation).find(
        (other) => other.name === one.name && other.foreignKey !== null && !other.validated,
      );
      return constraint === undefined ? [] : (storedKey(catalog, constraint, 'validated') ?? []);
    }),
  );
}
