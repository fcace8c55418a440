import type { Catalog, Column, Constraint, Relation } from '../../catalog/catalog.ts';
import { foreignKeyDependent } from '../../catalog/dependents/lifted-foreign-keys.ts';
import {
  columnByName,
  columnByNumber,
  foreignKeysFrom,
  foreignKeysTo,
  indexesOf,
  primaryKeyIndex,
  relationByOid,
  uniqueIndexFor,
} from '../../catalog/lookup.ts';
import { chooseKeyName } from '../../diagnose/choose-constraint-name.ts';
import type { ExplainedFault, ExplainedKind } from '../../diagnose/fault.ts';
import { displayIdent, displayQualified, type QualifiedName } from '../../postgres/quote.ts';
import type { CountedTable } from '../../values/count-tables.ts';
import type { Step } from '../step.ts';
import { addKey, dropKey } from '../steps/add-key.ts';
import { foreignKeyDefinition, storedKeyWords } from '../steps/foreign-key-definition.ts';
import { checkSameRows, type KeptTable, keepTable, returnTable } from '../steps/keep-table.ts';
import { lockTables } from '../steps/lock-tables.ts';
import { moveSequence } from '../steps/move-sequence.ts';
import { type LaidForeignKey, replaceForeignKey } from '../steps/replace-foreign-key.ts';
import type { ExplainedRepair } from './repair-explained.ts';

/**
 * A table that goes has a copy with every row of it: its references can go on to the copy. Which table is the heir,
 * only a person can say. The old table is kept in the journal's schema, for undo.
 */
export function moveReferences(
  catalog: Catalog,
  { droppedTable }: ExplainedFault<ExplainedKind>,
  facts: readonly CountedTable[],
  journalSchema: string,
): ExplainedRepair[] {
  const old = relationByOid(catalog, droppedTable?.table ?? 0);
  if (old === undefined || !old.owned || old.kind !== 'table' || old.parents.length > 0) return [];
  return (droppedTable?.heirs ?? []).flatMap((oid) => {
    const heir = relationByOid(catalog, oid);
    const counted = facts.find(({ table }) => heir !== undefined && isSame(table, heir));
    if (heir === undefined || counted?.missing?.rows !== 0 || counted.duplicates?.values !== 0)
      return [];
    const moved = moveTo(catalog, old, heir, journalSchema);
    return moved === null ? [] : [moved];
  });
}

function moveTo(
  catalog: Catalog,
  old: Relation,
  heir: Relation,
  journalSchema: string,
): ExplainedRepair | null {
  const inbound = foreignKeysTo(catalog, old).filter(
    (one) => one.parent === 0 && one.table !== old.oid,
  );
  const tables = inbound.flatMap((one) => relationByOid(catalog, one.table) ?? []);
  const [columns = [], ...others] = inbound.map((one) => referencedColumns(old, one));
  if (others.some((one) => one.join('\0') !== columns.join('\0'))) return null;
  if (tables.some((one) => !one.owned)) return null;
  const keys = inbound.flatMap((one) => movedKey(catalog, one, heir) ?? []);
  if (keys.length !== inbound.length || keys.length === 0) return null;
  const key = heirKey(catalog, old, heir, columns);
  const sequence = sequenceSteps(old, heir, columns);
  const [was, shown] = [displayQualified(old), displayQualified(heir)];
  const shared = old.columns.filter((one) => one.generated === null).map((one) => one.name);
  const away: KeptTable = {
    table: nameOf(old),
    kept: { schema: journalSchema, name: keptName(old) },
    indexes: indexesOf(catalog, old).map(({ schema, name }) => ({ schema, name })),
    sequences: old.columns.flatMap((one) => one.ownedSequence ?? []),
    foreignKeys: foreignKeysFrom(catalog, old)
      .filter((one) => one.parent === 0)
      .map((one) => foreignKeyDependent(catalog, one)),
  };
  const names = keys
    .map(({ after }) => `${displayIdent(after.name)} on ${displayQualified(after.table)}`)
    .join(', ');
  const verb = keys.length === 1 ? 'references' : 'reference';
  return {
    remedy: {
      kind: 'move-references',
      title: `move references to ${shown}: ${names}; ${was} itself is kept in schema ${displayIdent(journalSchema)}, for undo`,
      recommended: true,
      reason: `${shown} has all columns and all rows of ${was}.`,
    },
    question: `${tables.map(displayQualified).join(', ')} ${verb} ${was}, which the statement drops. Shall they go on to ${shown}, which holds all its rows?`,
    steps: [
      lockTables([nameOf(old), nameOf(heir), ...tables.map(nameOf)]),
      checkSameRows(nameOf(old), nameOf(heir), shared),
      ...key.lay,
      ...sequence.move,
      ...keys.map((one) => one.after).map(lead),
      keepTable(away),
    ],
    undo: [
      {
        kind: 'steps',
        outcome: `${was} is there again, and ${names} ${verb} it.`,
        steps: [
          // Rows that the heir alone has would reference nothing.
          checkSameRows(nameOf(heir), away.kept, shared),
          returnTable(away),
          ...keys.map((one) => one.before).map(lead),
          ...sequence.back,
          ...key.drop,
        ],
      },
    ],
    outcome: `${names} ${verb} ${shown} now; ${was} is kept as ${displayQualified(away.kept)}.`,
    instead: { sql: '', changes: [], commandTag: 'DROP TABLE' },
    tables: [heir, ...tables].map((one) => ({
      table: nameOf(one),
      becomes: {},
      unsaid: [],
      goes: null,
    })),
  };
}

function referencedColumns(table: Relation, key: Constraint): string[] {
  return (key.foreignKey?.referencedColumns ?? []).flatMap(
    (number) => columnByNumber(table, number)?.name ?? [],
  );
}

/** A foreign key as it is, and as it leads to the heir. */
interface MovedKey {
  readonly before: LaidForeignKey;
  readonly after: LaidForeignKey;
}

function lead(key: LaidForeignKey): Step {
  const shown = `${displayIdent(key.name)} on ${displayQualified(key.table)}`;
  return replaceForeignKey(key, `lay ${shown} anew`);
}

function movedKey(catalog: Catalog, key: Constraint, heir: Relation): MovedKey | null {
  const table = relationByOid(catalog, key.table);
  const words = storedKeyWords(catalog, key);
  if (table === undefined || words === null) return null;
  const { definition, name, comment } = key;
  const after = foreignKeyDefinition({ ...words, referenced: nameOf(heir) });
  // The heir is there before and after: an undo locks its tables while the old one is put away.
  const base = { table: nameOf(table), referenced: nameOf(heir), name, comment };
  return { before: { ...base, definition }, after: { ...base, definition: after } };
}

/** The heir gets a key over the referenced columns where it has none. */
function heirKey(
  catalog: Catalog,
  old: Relation,
  heir: Relation,
  columns: readonly string[],
): { readonly lay: Step[]; readonly drop: Step[] } {
  const own = columns.flatMap((name) => columnByName(heir, name) ?? []);
  const numbers = own.map((one) => one.number);
  if (uniqueIndexFor(catalog, heir, numbers).found === 'usable') return { lay: [], drop: [] };
  const referenced = columns.flatMap((name) => columnByName(old, name)?.number ?? []);
  const primaryOfOld = primaryKeyIndex(catalog, old)?.columns.map((one) => one.column) ?? [];
  const primary =
    primaryKeyIndex(catalog, heir) === undefined &&
    primaryOfOld.length === referenced.length &&
    referenced.every((number) => primaryOfOld.includes(number)) &&
    own.every((one) => one.notNull);
  const table = nameOf(heir);
  const name = chooseKeyName(catalog, heir, primary ? null : columns);
  const rows = Math.max(heir.estimatedRows, 0);
  const kind = primary ? 'PRIMARY KEY' : 'UNIQUE';
  return { lay: [addKey({ table, name, kind, columns, rows })], drop: [dropKey(table, name)] };
}

/** The sequence behind a serial key goes on to number the heir's rows. */
function sequenceSteps(
  old: Relation,
  heir: Relation,
  columns: readonly string[],
): { readonly move: Step[]; readonly back: Step[] } {
  const [from, to] = [columnByName(old, columns[0] ?? ''), columnByName(heir, columns[0] ?? '')];
  const sequence = from?.ownedSequence ?? null;
  if (from === undefined || to === undefined || sequence === null || !isSerial(from, to))
    return { move: [], back: [] };
  const own = { table: nameOf(old), column: from.name };
  const other = { table: nameOf(heir), column: to.name };
  return {
    move: [
      moveSequence(sequence, other, [
        { ...own, expression: null },
        { ...other, expression: from.default },
      ]),
    ],
    back: [
      moveSequence(sequence, own, [
        { ...own, expression: from.default },
        { ...other, expression: null },
      ]),
    ],
  };
}

function isSerial(from: Column, to: Column): boolean {
  return from.identity === null && from.default !== null && to.default === null;
}

/** A name in the journal's schema that no table of pgmend's has. */
function keptName({ oid }: Relation): string {
  return `kept_table_${oid}`;
}

function nameOf({ schema, name }: QualifiedName): QualifiedName {
  return { schema, name };
}

function isSame(one: QualifiedName, other: QualifiedName): boolean {
  return one.schema === other.schema && one.name === other.name;
}
