import type { Catalog } from '../catalog/catalog.ts';
import type { Declaration, DeclaredForeignKey, DeclaredName } from '../statement/declaration.ts';
import { clausesOf, takeOutForeignKeys } from '../statement/take-out-foreign-keys.ts';
import { chooseForeignKeyName } from './choose-constraint-name.ts';
import type { DiagnosisInput } from './diagnosis-input.ts';
import { type DeclaredReference, declaredReferences } from './explained.ts';
import { isSameKey, type PutOffKey } from './put-off-key.ts';

/** Foreign keys of a string whose referenced tables are still to be made, and the string without them. */
export interface LaterKeys {
  readonly keys: readonly PutOffKey[];
  readonly declared: ReadonlySet<DeclaredForeignKey>;
  /** Empty when nothing else stands in it. */
  readonly rest: string;
}

const none: LaterKeys = { keys: [], declared: new Set(), rest: '' };

/**
 * Which foreign keys can be laid later: their referenced table is made, under this very name, by a migration file that
 * is still to run or by a later statement of the same string. Temporal keys and temporary tables are left alone.
 */
export function laterKeys(input: DiagnosisInput): LaterKeys {
  const { catalog, statements, text, fromContext, pendingTables } = input;
  if (fromContext || pendingTables === null) return none;
  const found = declaredReferences(catalog, statements).flatMap((one) => {
    const creator = canWait(one) ? creatorOf(input, one.declared) : null;
    const clauses = creator === null ? null : clausesOf(text, one.declared);
    return creator === null || clauses === null ? [] : [{ ...one, creator, clauses }];
  });
  if (found.length === 0) return none;
  const declared = new Set(found.map((one) => one.declared));
  const rest = takeOutForeignKeys(text, statements, declared);
  if (rest === null) return none;
  const taken = takenNames(input);
  const keys = found.map((one): PutOffKey => {
    const { columns, referencedColumns, referencedTable, name } = one.declared;
    const table = one.referencing?.table ?? { schema: '', name: '' };
    const key = {
      table,
      name: name ?? chooseForeignKeyName(catalog, table, columns, taken),
      named: name !== null,
      columns,
      referencedTable: { schema: referencedTable.schema, name: referencedTable.name },
      referencedColumns,
      clauses: one.clauses,
      searchPath: catalog.searchPath,
      creator: one.creator,
    };
    // An earlier run may have put off the very same key.
    const known = input.putOff.find((other) => isSameKey(key, other));
    if (known === undefined) taken.add(key.name);
    return known === undefined ? key : { ...key, name: known.name };
  });
  return { keys, declared, rest };
}

function canWait({ declared, referencing, referenced }: DeclaredReference): boolean {
  return (
    referencing !== undefined &&
    referencing.table.schema !== 'pg_temp' &&
    referencing.relation?.persistence !== 'temporary' &&
    referenced === undefined &&
    !declared.period
  );
}

function creatorOf(
  { catalog, statements, pendingTables }: DiagnosisInput,
  { referencedTable, range }: DeclaredForeignKey,
): string | null {
  const file = pendingTables?.find((one) => isMeant(catalog, referencedTable, one));
  if (file !== undefined) return file.place;
  const later = statements
    .filter((one) => one.start >= range.end)
    .some(({ declarations }) => declarations.some((one) => makes(catalog, one, referencedTable)));
  return later ? 'a later statement of the same string' : null;
}

function makes(catalog: Catalog, one: Declaration, wanted: DeclaredName): boolean {
  return one.kind === 'create-table' && !one.temporary && isMeant(catalog, wanted, one.table);
}

/** A table of this name, made where its own name says, is what the reference will find. */
function isMeant(
  { searchPath }: Catalog,
  wanted: { readonly schema: string | null; readonly name: string },
  made: { readonly schema: string | null; readonly name: string },
): boolean {
  if (wanted.name !== made.name) return false;
  const [first] = searchPath;
  const schema = made.schema ?? first;
  return wanted.schema === null
    ? made.schema === null || searchPath.includes(made.schema)
    : wanted.schema === schema;
}

/** Names of constraints that are not in the catalog yet: of the string itself, and of keys that wait. */
function takenNames({ statements, putOff }: DiagnosisInput): Set<string> {
  return new Set([
    ...putOff.map((one) => one.name),
    ...statements.flatMap(({ declarations }) =>
      declarations.flatMap((one) =>
        (one.kind === 'foreign-key' || one.kind === 'key' || one.kind === 'other-constraint') &&
        one.name !== null
          ? [one.name]
          : [],
      ),
    ),
  ]);
}

/** A declared foreign key that the journal has as put off already. */
export function isPutOff(
  { catalog, text, putOff }: DiagnosisInput,
  declared: DeclaredForeignKey,
): boolean {
  const { columns, referencedColumns, referencedTable, name } = declared;
  const clauses = clausesOf(text, declared);
  return putOff.some(({ table, ...waiting }) => {
    const { schema } = declared.table;
    const places = schema === null ? catalog.searchPath : [schema];
    if (table.name !== declared.table.name || !places.includes(table.schema)) return false;
    const key = {
      ...waiting,
      table,
      columns,
      referencedColumns,
      referencedTable: { schema: referencedTable.schema, name: referencedTable.name },
      clauses: clauses ?? '',
      name: name ?? waiting.name,
      named: name !== null,
    };
    return clauses !== null && isSameKey(key, { table, ...waiting });
  });
}
