import { isComparable } from '../../../catalog/comparability.ts';
import { columnByName, uniqueIndexFor } from '../../../catalog/lookup.ts';
import type { ParsedStatement } from '../../../statement/parse-statements.ts';
import { chooseForeignKeyName } from '../../choose-constraint-name.ts';
import { type DeclaredKeyPair, declaredKeyPairs, isTable, keySideOf } from '../../declared-keys.ts';
import type { SeenTable } from '../../declared-schema.ts';
import type { DiagnosisInput, FaultDetector } from '../../diagnosis-input.ts';
import type { NoUniqueKey } from '../../fault.ts';
import { faultId } from '../../fault-id.ts';

/**
 * Referenced columns without a unique index that a foreign key could use. PostgreSQL looks for it first, so the other
 * errors at a foreign key may hide one behind another key of the same string.
 */
export const noUniqueKey: FaultDetector = {
  kind: 'no-unique-key',
  // invalid_foreign_key; 55000: only a deferrable constraint fits; 42704: no columns named and no primary key.
  sqlstates: ['42830', '55000', '42704', '42804', '23503'],
  detect(input) {
    const faults = new Map<string, NoUniqueKey>();
    for (const pair of declaredKeyPairs(input.catalog, input.statements)) {
      const fault = faultOf(input, pair);
      if (fault === null) continue;
      const { table, columns } = fault.referenced;
      const key = JSON.stringify([table.schema, table.name, columns.map((one) => one.name).sort()]);
      const known = faults.get(key);
      faults.set(
        key,
        known === undefined
          ? fault
          : { ...known, foreignKeys: [...known.foreignKeys, ...fault.foreignKeys] },
      );
    }
    return [...faults.values()];
  },
};

function faultOf(
  { catalog, statements }: DiagnosisInput,
  pair: DeclaredKeyPair,
): NoUniqueKey | null {
  const { declared, referencing, referenced } = pair;
  if (referenced.relation !== null && !isTable(referenced.relation)) return null;
  const implicit = pair.referencedColumns === null;
  const names = pair.referencedColumns ?? meantKey(pair);
  if (names === null || names.length !== declared.columns.length) return null;
  if (new Set(names).size !== names.length) return null;
  const from = keySideOf(referencing, declared.columns);
  const to = keySideOf(referenced, names);
  if (from === null || to === null) return null;
  if (isDeclaredUnique(statements, referenced, names)) return null;
  if (referenced.relation !== null) {
    const { relation } = referenced;
    const numbers = names.flatMap((name) => columnByName(relation, name)?.number ?? []);
    if (numbers.length !== names.length) return null;
    if (uniqueIndexFor(catalog, relation, numbers).found === 'usable') return null;
  }
  // A declared column may have another type; that is the other fault, and both can be mended together.
  const comparable = names.every((name, at) => {
    const own = referencing.column(declared.columns[at] ?? '');
    const key = referenced.column(name);
    return (
      own === undefined ||
      key === undefined ||
      own.typeOid === 0 ||
      key.typeOid === 0 ||
      isComparable(catalog, { referencedType: key.typeOid, referencingType: own.typeOid })
    );
  });
  if (implicit && !comparable) return null;
  const { table } = referencing;
  const constraint = declared.name ?? chooseForeignKeyName(catalog, table, declared.columns);
  return {
    kind: 'no-unique-key',
    id: faultId(to.table, names),
    constraint,
    referencing: from,
    referenced: to,
    declaredBy: 'statement',
    implicit,
    foreignKeys: [{ table, name: constraint }],
  };
}

/** `REFERENCES t` without a primary key: the one column that could only be meant as the key, NOT NULL and named `id`. */
function meantKey({ declared, referenced }: DeclaredKeyPair): readonly string[] | null {
  if (declared.columns.length !== 1 || referenced.relation === null) return null;
  return referenced.column('id')?.notNull === true ? ['id'] : null;
}

/** The string itself makes the columns unique: by a column, a table constraint, or an index. */
function isDeclaredUnique(
  statements: readonly ParsedStatement[],
  { table }: SeenTable,
  names: readonly string[],
): boolean {
  const wanted = [...names].sort().join('\0');
  const same = (columns: readonly (string | null)[]) => [...columns].sort().join('\0') === wanted;
  return statements.some(({ declarations }) =>
    declarations.some((one) => {
      if (!('table' in one) || one.table.name !== table.name) return false;
      if (one.table.schema !== null && one.table.schema !== table.schema) return false;
      switch (one.kind) {
        case 'create-table': {
          const primary = one.columns.filter((column) => column.primaryKey);
          return (
            same(primary.map((column) => column.name)) ||
            one.columns.some((column) => column.unique && same([column.name]))
          );
        }
        case 'add-column':
          return (one.column.primaryKey || one.column.unique) && same([one.column.name]);
        case 'key':
          return one.usingIndex !== null || (!one.deferrable && same(one.columns));
        case 'create-index':
          return one.unique && one.predicate === null && same(one.columns);
        default:
          return false;
      }
    }),
  );
}
