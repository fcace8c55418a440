import type { Catalog, Constraint, Relation } from '../../../catalog/catalog.ts';
import {
  columnByName,
  columnByNumber,
  findRelation,
  foreignKeysFrom,
  primaryKeyIndex,
  relationByOid,
} from '../../../catalog/lookup.ts';
import { displayIdent, displayQualified } from '../../../postgres/quote.ts';
import type { DeclaredForeignKey } from '../../../statement/declaration.ts';
import type { ParsedStatement } from '../../../statement/parse-statements.ts';

/**
 * The foreign key that is there already and is what the declaration would lay: same columns, same key, actions,
 * match and deferrability. A declared name has to be the same; without a name any name counts, since PostgreSQL
 * would lay a twin (`…_fkey1`) without a word.
 */
export function findExistingTwin(
  declared: DeclaredForeignKey,
  catalog: Catalog,
): Constraint | undefined {
  const table = findRelation(catalog, declared.table);
  if (table === undefined || declared.period) return undefined;
  return foreignKeysFrom(catalog, table).find(
    (one) =>
      (declared.name === null || declared.name === one.name) &&
      sameForeignKey(catalog, declared, table, one),
  );
}

/**
 * The foreign keys that are what ALTER TABLE … ADD would lay, but that they are NOT VALID: rows that were there before
 * them were never checked, as where somebody was stopped between `ADD … NOT VALID` and `VALIDATE`.
 */
export function uncheckedTwins(
  catalog: Catalog,
  statements: readonly ParsedStatement[],
): Constraint[] {
  return statements.flatMap(({ declarations }) =>
    declarations.flatMap((one) => {
      if (one.kind !== 'foreign-key' || one.origin !== 'add-constraint' || one.notValid) return [];
      const twin = findExistingTwin({ ...one, notValid: true }, catalog);
      return twin?.validated === false && twin.enforced ? [twin] : [];
    }),
  );
}

function sameForeignKey(
  catalog: Catalog,
  declared: DeclaredForeignKey,
  table: Relation,
  there: Constraint,
): boolean {
  const key = there.foreignKey;
  const referenced = findRelation(catalog, declared.referencedTable);
  if (key === null || referenced === undefined || key.referencedTable !== referenced.oid)
    return false;
  const names =
    declared.referencedColumns.length > 0
      ? declared.referencedColumns
      : primaryKeyNames(catalog, referenced);
  const pairs = declared.columns.map(
    (name, at) =>
      `${columnByName(table, name)?.number} ${columnByName(referenced, names[at] ?? '')?.number}`,
  );
  const found = there.columns.map((number, at) => `${number} ${key.referencedColumns[at]}`);
  return (
    [...pairs].sort().join() === [...found].sort().join() &&
    key.onUpdate === declared.onUpdate &&
    key.onDelete === declared.onDelete &&
    key.match === declared.match &&
    there.deferrable === declared.deferrable &&
    there.initiallyDeferred === declared.initiallyDeferred &&
    there.enforced === declared.enforced &&
    // One that was to be checked counts only when it has been.
    (there.validated || declared.notValid || !declared.enforced)
  );
}

function primaryKeyNames(catalog: Catalog, relation: Relation): string[] {
  const columns = primaryKeyIndex(catalog, relation)?.columns ?? [];
  return columns.map(({ column }) => columnByNumber(relation, column)?.name ?? '');
}

interface Shown {
  readonly name: string | null;
  readonly columns: readonly string[];
  readonly referencedTable: string;
  readonly referencedColumns: readonly string[];
  readonly match: string;
  readonly onUpdate: string;
  readonly onDelete: string;
  readonly deferrable: boolean;
  readonly initiallyDeferred: boolean;
  readonly notValid: boolean;
  readonly enforced: boolean;
}

/** A declared foreign key in one line. */
export function declaredForeignKeyLine(catalog: Catalog, declared: DeclaredForeignKey): string {
  const relation = findRelation(catalog, declared.referencedTable);
  const { schema, name } = declared.referencedTable;
  const referencedTable = displayQualified(relation ?? { schema: schema ?? 'public', name });
  const referencedColumns =
    declared.referencedColumns.length > 0 || relation === undefined
      ? declared.referencedColumns
      : primaryKeyNames(catalog, relation);
  return line({ ...declared, referencedTable, referencedColumns });
}

/** A stored foreign key in one line; with its name where that was asked for. */
export function foundForeignKeyLine(catalog: Catalog, there: Constraint, named: boolean): string {
  const { foreignKey: key } = there;
  const table = relationByOid(catalog, there.table);
  const referenced = relationByOid(catalog, key?.referencedTable ?? 0);
  const names = (relation: Relation | undefined, numbers: readonly number[]): string[] =>
    numbers.map((one) =>
      relation === undefined ? '?' : (columnByNumber(relation, one)?.name ?? '?'),
    );
  if (key === null) return there.definition;
  return line({
    ...key,
    name: named ? there.name : null,
    columns: names(table, there.columns),
    referencedTable: referenced === undefined ? '?' : displayQualified(referenced),
    referencedColumns: names(referenced, key.referencedColumns),
    deferrable: there.deferrable,
    initiallyDeferred: there.initiallyDeferred,
    notValid: !there.validated && there.enforced,
    enforced: there.enforced,
  });
}

function line(shown: Shown): string {
  const list = (names: readonly string[]): string => names.map(displayIdent).join(', ');
  const { name, match, onUpdate, onDelete } = shown;
  return [
    name === null ? '' : `constraint ${displayIdent(name)} `,
    `foreign key (${list(shown.columns)}) references ${shown.referencedTable} (${list(shown.referencedColumns)})`,
    match === 'SIMPLE' ? '' : ` match ${match.toLowerCase()}`,
    onUpdate === 'NO ACTION' ? '' : ` on update ${onUpdate.toLowerCase()}`,
    onDelete === 'NO ACTION' ? '' : ` on delete ${onDelete.toLowerCase()}`,
    shown.initiallyDeferred
      ? ' deferrable initially deferred'
      : shown.deferrable
        ? ' deferrable'
        : '',
    shown.notValid ? ' not valid' : '',
    shown.enforced ? '' : ' not enforced',
  ].join('');
}
