import type { Catalog, Constraint, Index, Relation } from '../../../catalog/catalog.ts';
import {
  columnByNumber,
  findRelation,
  foreignKeysTo,
  indexesOf,
  relationByOid,
} from '../../../catalog/lookup.ts';
import { displayIdent, displayQualified, type QualifiedName } from '../../../postgres/quote.ts';
import type { Declaration, DeclaredKey } from '../../../statement/declaration.ts';
import type { ParsedStatement } from '../../../statement/parse-statements.ts';
import { withoutActions } from '../../../statement/without-actions.ts';
import type { DiagnosisInput } from '../../diagnosis-input.ts';
import { explained, listOf } from '../../explained.ts';
import type { DroppedKey, ExplainedFault } from '../../fault.ts';
import { faultId } from '../../fault-id.ts';

/** A unique or primary key that is to be dropped, with the declaration that says so. */
interface Dropped {
  readonly table: Relation;
  readonly index: Index;
  /** The index is to be dropped, not the constraint. */
  readonly asIndex: boolean;
  readonly by: Declaration;
}

/** Keys that statements drop, by constraint or index, and that foreign keys stand on. */
export function droppedKeys(input: DiagnosisInput): ExplainedFault<'dependent-objects'>[] {
  const { catalog, statements } = input;
  return statements.flatMap(({ declarations }) =>
    declarations.flatMap((one) =>
      keysIn(catalog, one).flatMap((dropped) => faultOf(input, dropped)),
    ),
  );
}

function keysIn(catalog: Catalog, one: Declaration): Dropped[] {
  if (one.kind === 'drop-constraint' && !one.cascade) {
    const table = findRelation(catalog, one.table);
    if (table === undefined) return [];
    const constraint = catalog.constraints.find(
      (other) => other.table === table.oid && other.name === one.name && other.index !== 0,
    );
    const index = indexesOf(catalog, table).find((other) => other.oid === constraint?.index);
    if (index === undefined || constraint?.foreignKey !== null) return [];
    return [{ table, index, asIndex: false, by: one }];
  }
  if (one.kind !== 'drop' || one.objectKind !== 'index' || one.cascade) return [];
  return one.objects.flatMap((name) => {
    const index = findIndex(catalog, name);
    const table = index === undefined ? undefined : relationByOid(catalog, index.table);
    // Several in one statement are not told apart.
    if (index === undefined || table === undefined || one.objects.length > 1) return [];
    return [{ table, index, asIndex: true, by: one }];
  });
}

function findIndex(
  catalog: Catalog,
  { schema, name }: { readonly schema: string | null; readonly name: string },
): Index | undefined {
  const places = schema === null ? catalog.searchPath : [schema];
  return places
    .flatMap((place) => catalog.indexes.filter((one) => one.schema === place && one.name === name))
    .at(0);
}

/** The foreign keys that stand on an index; of a partitioned table only its own. */
export function foreignKeysOn(catalog: Catalog, table: Relation, index: number): Constraint[] {
  return foreignKeysTo(catalog, table).filter((one) => one.index === index && one.parent === 0);
}

function faultOf(
  { catalog, statements, text, fromContext }: DiagnosisInput,
  { table, index, asIndex, by }: Dropped,
): ExplainedFault<'dependent-objects'>[] {
  const keys = foreignKeysOn(catalog, table, index.oid);
  if (keys.length === 0 && !asIndex) return [];
  const constraint = catalog.constraints.find((one) => one.oid === index.constraint);
  const columns = index.columns.map(({ column }) => columnByNumber(table, column)?.name ?? '');
  const laid = keysLaid(catalog, statements, table);
  const same = laid.find((one) => sameColumns(one.columns, columns));
  const from = keys.flatMap((key) => {
    const own = relationByOid(catalog, key.table);
    return own === undefined ? [] : [`${displayIdent(key.name)} on ${displayQualified(own)}`];
  });
  const shown = displayQualified(table);
  const name = displayIdent(index.name);
  const what = index.primary ? 'primary key' : 'unique key';
  const droppedKey: DroppedKey = {
    table: table.oid,
    index: index.oid,
    laid: laid.map((one) => ({
      name: one.name,
      primary: one.constraint === 'primary key',
      columns: one.columns,
    })),
    rest: withoutActions(text, statements, new Set([by])),
    restWithoutLaid: withoutActions(
      text,
      statements,
      new Set(same === undefined ? [by] : [by, same]),
    ),
    commandTag: asIndex ? 'DROP INDEX' : 'ALTER TABLE',
  };
  const saysItsColumns = index.primary && spellsOut(table, columns, index.name);
  const again = saysItsColumns && laid.length === 0 && !asIndex;
  return [
    explained({
      kind: 'dependent-objects',
      id: faultId({ schema: table.schema, name: table.name }, [index.name]),
      constraint: index.name,
      referenced: keySide(table, columns),
      headline:
        from.length === 0
          ? `${name} belongs to the constraint ${displayIdent(constraint?.name ?? index.name)} of ${shown}`
          : `${name}, the ${what} (${listOf(columns)}) of ${shown}, cannot be dropped: ${from.join(', ')} ${from.length === 1 ? 'stands' : 'stand'} on it`,
      refusal: again
        ? `The name ${name} says the very columns that the key stands on, so the statement drops a key that the schema wants: leave it out.`
        : from.length === 0
          ? 'Whether the constraint is to go with its index is for a person to say.'
          : `What ${from.join(', ')} ${from.length === 1 ? 'is' : 'are'} to stand on instead is for a person to say.`,
      explanation: [
        ...(constraint !== undefined && asIndex
          ? [
              `${name} is the index of a constraint, which goes with it: ALTER TABLE ${shown} DROP CONSTRAINT ${displayIdent(constraint.name)}; drops both.`,
            ]
          : []),
        ...(from.length === 0
          ? []
          : [
              `A foreign key needs a unique key over the columns that it references, here (${listOf(columns)}), and ${name} is the one that ${from.join(', ')} ${from.length === 1 ? 'was' : 'were'} laid on. With CASCADE PostgreSQL drops ${from.length === 1 ? 'that foreign key' : 'those foreign keys'} too, and rows that reference nothing come in unseen.`,
            ]),
        ...(again
          ? [
              `A tool that compares schemas (Drizzle and others that name a key after its columns) drops and lays a key again when it only reads the columns in another order. ${shown} has the key (${listOf(columns)}) under that name already: nothing has to change.`,
            ]
          : []),
      ],
      ...(fromContext || again ? {} : { droppedKey }),
    }),
  ];
}

function keySide(
  table: Relation,
  columns: readonly string[],
): ExplainedFault<'dependent-objects'>['referenced'] {
  return {
    table: { schema: table.schema, name: table.name },
    oid: table.oid,
    columns: table.columns
      .filter((one) => columns.includes(one.name))
      .map((one) => ({ name: one.name, type: one.type.sql, notNull: one.notNull })),
  };
}

function keysLaid(
  catalog: Catalog,
  statements: readonly ParsedStatement[],
  table: QualifiedName & { readonly oid: number },
): DeclaredKey[] {
  return statements.flatMap(({ declarations }) =>
    declarations.flatMap((one) =>
      one.kind === 'key' &&
      one.usingIndex === null &&
      findRelation(catalog, one.table)?.oid === table.oid
        ? [one]
        : [],
    ),
  );
}

export function sameColumns(one: readonly string[], other: readonly string[]): boolean {
  return [...one].sort().join('\0') === [...other].sort().join('\0');
}

/** `table_first_second_pk`: a name that a tool makes of the table and all columns of a key. */
function spellsOut(table: QualifiedName, columns: readonly string[], name: string): boolean {
  const lower = name.toLowerCase();
  return [table.name, ...columns].every((one) => lower.includes(one.toLowerCase()));
}
