import type { Catalog } from '../../../catalog/catalog.ts';
import { comparability } from '../../../catalog/comparability.ts';
import type { DeclaredForeignKey } from '../../../statement/declaration.ts';
import { chooseForeignKeyName } from '../../choose-constraint-name.ts';
import {
  type DeclaredSchema,
  declaredSchema,
  type SeenColumn,
  type SeenTable,
} from '../../declared-schema.ts';
import type { DiagnosisInput, FaultDetector } from '../../diagnosis-input.ts';
import type { IncompatibleTypes, KeySide } from '../../fault.ts';
import { faultId } from '../../fault-id.ts';
import { faultFromMessage } from './from-message.ts';

/** Key columns that PostgreSQL cannot compare: which, on both sides, all foreign keys of the string at once. */
export const incompatibleTypes: FaultDetector = {
  kind: 'incompatible-types',
  sqlstates: ['42804'],
  detect(input) {
    const keys = declaredKeys(input);
    if (keys.some((one) => one.seen !== null)) return faultsOf(input, keys);
    // A change of types raises the same error over a foreign key that is there: type-change-fails sees more of it.
    const retypes = input.statements.some((one) =>
      one.declarations.some(({ kind }) => kind === 'alter-column-type'),
    );
    return input.error === null || retypes ? [] : faultFromMessage(input.catalog, input.error);
  },
};

/** Both sides of a declared foreign key, column by column. */
interface SeenKey {
  readonly referencing: SeenTable;
  readonly referenced: SeenTable;
  readonly pairs: readonly { readonly referencing: SeenColumn; readonly referenced: SeenColumn }[];
  readonly operatorClasses: readonly number[] | undefined;
}

interface DeclaredAndSeen {
  readonly declared: DeclaredForeignKey;
  readonly schema: DeclaredSchema;
  /** null when a table or column of it is not there. */
  readonly seen: SeenKey | null;
}

/** The foreign keys of a string, each seen with what its own statement and those before it make. */
function declaredKeys({ catalog, statements }: DiagnosisInput): DeclaredAndSeen[] {
  const schema = declaredSchema(catalog);
  const keys: DeclaredAndSeen[] = [];
  for (const { declarations } of statements) {
    // PostgreSQL lays the foreign keys of a statement last (the passes of ALTER TABLE; CREATE TABLE likewise).
    for (const one of declarations) if (one.kind !== 'foreign-key') schema.apply(one);
    for (const one of declarations) {
      if (one.kind !== 'foreign-key' || one.period) continue;
      keys.push({ declared: one, schema, seen: see(schema, one) });
    }
  }
  return keys;
}

function see(schema: DeclaredSchema, declared: DeclaredForeignKey): SeenKey | null {
  const referencing = schema.find(declared.table);
  const referenced = schema.find(declared.referencedTable);
  if (referencing === undefined || referenced === undefined) return null;
  const names =
    declared.referencedColumns.length > 0 ? declared.referencedColumns : referenced.primaryKey();
  if (names === null || names.length !== declared.columns.length) return null;
  const pairs = declared.columns.flatMap((name, at) => {
    const own = referencing.column(name);
    const key = referenced.column(names[at] ?? '');
    return own === undefined || key === undefined ? [] : [{ referencing: own, referenced: key }];
  });
  if (pairs.length !== names.length) return null;
  return { referencing, referenced, pairs, operatorClasses: referenced.operatorClasses(names) };
}

/** Positions of the columns that cannot be compared. */
function wrongPairs(catalog: Catalog, key: SeenKey): number[] {
  return key.pairs.flatMap(({ referencing, referenced }, at) => {
    if (referencing.typeOid === 0 || referenced.typeOid === 0) return [];
    const operatorClass = key.operatorClasses?.[at];
    const answer = comparability(catalog, {
      referencedType: referenced.typeOid,
      referencingType: referencing.typeOid,
      ...(operatorClass === undefined ? {} : { indexOperatorClass: operatorClass }),
    });
    return answer === 'no-equality-operator' ? [at] : [];
  });
}

function faultsOf(input: DiagnosisInput, keys: readonly DeclaredAndSeen[]): IncompatibleTypes[] {
  const { catalog } = input;
  const found = new Map<DeclaredForeignKey, IncompatibleTypes>();
  const amended = new Set<number>();
  // A column that is amended may itself be referenced within the string: look again until nothing changes.
  for (let round = 0; round < keys.length; round += 1) {
    let changed = false;
    for (const { declared, schema } of keys) {
      const seen = see(schema, declared);
      if (seen === null || found.has(declared)) continue;
      const pairs = wrongPairs(catalog, seen);
      if (pairs.length === 0 || pairs.some((at) => isRetyped(seen, at))) continue;
      // Wrong only since another key's amendment: contradicted() takes that one back.
      const places = pairs.map((at) => seen.pairs[at]?.referencing.declaredAt?.start ?? -1);
      if (places.some((start) => amended.has(start))) continue;
      const fault = faultOf(input, declared, seen, pairs);
      found.set(declared, fault);
      for (const { pair } of fault.amend) {
        const columns = seen.pairs[pair];
        if (columns === undefined) continue;
        schema.amend(seen.referencing, columns.referencing, columns.referenced);
        amended.add(columns.referencing.declaredAt?.start ?? -1);
        changed = true;
      }
    }
    if (!changed) break;
  }
  const faults = [...found.values()];
  return withDistinctIds(
    faults.map((fault) => (contradicted(fault, keys, catalog) ? { ...fault, amend: [] } : fault)),
  );
}

/** The string itself gives the stored column another type: what is wrong is the string, not the column. */
function isRetyped(seen: SeenKey, at: number): boolean {
  const pair = seen.pairs[at];
  return pair === undefined || pair.referencing.retyped || pair.referenced.retyped;
}

function faultOf(
  { catalog, fromContext }: DiagnosisInput,
  declared: DeclaredForeignKey,
  seen: SeenKey,
  pairs: readonly number[],
): IncompatibleTypes {
  const amend = fromContext
    ? []
    : pairs.flatMap((pair) => {
        const range = seen.pairs[pair]?.referencing.declaredAt ?? null;
        return range === null ? [] : [{ pair, side: 'referencing' as const, range }];
      });
  const { table } = seen.referencing;
  return {
    kind: 'incompatible-types',
    id: faultId(table, declared.columns),
    constraint: declared.name ?? chooseForeignKeyName(catalog, table, declared.columns),
    referencing: side(
      seen.referencing,
      seen.pairs.map((one) => one.referencing),
    ),
    referenced: side(
      seen.referenced,
      seen.pairs.map((one) => one.referenced),
    ),
    declaredBy: 'statement',
    pairs,
    amend,
  };
}

function side({ table, relation }: SeenTable, columns: readonly SeenColumn[]): KeySide {
  return {
    table,
    oid: relation?.oid ?? 0,
    columns: columns.map(({ name, typeSql, notNull }) => ({ name, type: typeSql, notNull })),
  };
}

/** With the amended type, another foreign key of the string that holds the column would stop: no type is right. */
function contradicted(
  fault: IncompatibleTypes,
  keys: readonly DeclaredAndSeen[],
  catalog: Catalog,
): boolean {
  if (fault.amend.length === 0) return false;
  return keys.some(({ declared, schema }) => {
    const seen = see(schema, declared);
    const shares =
      seen !== null &&
      [seen.referencing, seen.referenced].some(
        ({ table }) =>
          table.schema === fault.referencing.table.schema &&
          table.name === fault.referencing.table.name,
      );
    return shares && wrongPairs(catalog, seen).length > 0;
  });
}

/** Two foreign keys over the same columns: the second one's id names its table too. */
function withDistinctIds(faults: readonly IncompatibleTypes[]): IncompatibleTypes[] {
  const used = new Set<string>();
  return faults.map((fault) => {
    const id = used.has(fault.id) ? `${fault.id}->${fault.referenced.table.name}` : fault.id;
    used.add(id);
    return { ...fault, id };
  });
}
