import type { Catalog, Constraint, Relation } from '../../catalog/catalog.ts';
import { columnByNumber, indexesOf, primaryKeyIndex, relationByOid } from '../../catalog/lookup.ts';
import { chooseForeignKeyName, chooseKeyName } from '../../diagnose/choose-constraint-name.ts';
import { displayIdent, displayQualified } from '../../postgres/quote.ts';
import { storedKeyWords } from '../steps/foreign-key-definition.ts';
import { lockTables } from '../steps/lock-tables.ts';
import { layKeyAgain, replaceKey } from '../steps/replace-key.ts';
import { addReference, type Reference, takeReferenceBack } from '../steps/replace-reference.ts';
import type { GoingKey } from './keep-references.ts';
import type { ExplainedRepair } from './repair-explained.ts';

/** References get a column of their own for the table's primary key, filled over the key that goes. */
export function replaceReferences(
  catalog: Catalog,
  going: GoingKey,
  journalSchema: string,
): ExplainedRepair[] {
  const { table, key, foreignKeys, dropped } = going;
  const primary = primaryKeyIndex(catalog, table);
  const [only, second] = primary?.columns ?? [];
  if (only === undefined || second !== undefined || key.primary) return [];
  const id = columnByNumber(table, only.column);
  if (id === undefined) return [];
  const references = foreignKeys.flatMap((one) => referenceOf(catalog, table, one, id) ?? []);
  if (references.length !== foreignKeys.length) return [];
  const shown = references.map(
    (one) => `${displayQualified(one.table)}.${displayIdent(one.newColumn.name)}`,
  );
  const old = displayIdent(key.index.name);
  const tables = [table, ...references.map((one) => one.table)];
  const names = [
    ...new Map(
      tables.map((one) => [`${one.schema}.${one.name}`, { schema: one.schema, name: one.name }]),
    ).values(),
  ];
  return [
    {
      remedy: {
        kind: 'replace-references',
        title: `replace the foreign ${references.length === 1 ? 'key' : 'keys'} by a new column, ${shown.join(', ')}, that references ${displayQualified(table)}.${displayIdent(id.name)}, filled over the key that goes; the old columns stay`,
        recommended: true,
        reason: `${displayQualified(table)} has a primary key of its own, so ${old} can go without a reference lost.`,
      },
      question: `${references.map((one) => displayIdent(one.name)).join(', ')} ${references.length === 1 ? 'stands' : 'stand'} on ${old}, which the statement drops. What shall become of the ${references.length === 1 ? 'reference' : 'references'}?`,
      steps: [
        lockTables(names),
        ...references.flatMap((one) => addReference(journalSchema, one)),
        replaceKey(key, null),
      ],
      undo: [
        {
          kind: 'steps',
          outcome: `${references.map((one) => displayIdent(one.name)).join(', ')} ${references.length === 1 ? 'stands' : 'stand'} on ${old} again.`,
          steps: [
            layKeyAgain(key, null, []),
            ...references.flatMap((one) => takeReferenceBack(journalSchema, one)),
          ],
        },
      ],
      outcome: `${shown.join(', ')} ${shown.length === 1 ? 'references' : 'reference'} ${displayQualified(table)}.${displayIdent(id.name)}.`,
      tables: names.map((one) => ({ table: one, becomes: {}, unsaid: [], goes: null })),
      instead: {
        sql: dropped.rest,
        changes: [`without dropping ${old}, which the plan does`],
        reason: 'the plan does a part of it',
        commandTag: dropped.commandTag,
      },
    },
  ];
}

function referenceOf(
  catalog: Catalog,
  referenced: Relation,
  constraint: Constraint,
  id: { readonly name: string; readonly type: { readonly sql: string } },
): Reference | null {
  const table = relationByOid(catalog, constraint.table);
  const words = storedKeyWords(catalog, constraint);
  if (table === undefined || words === null || table.kind !== 'table') return null;
  // The columns that ON DELETE sets are the old ones.
  if (words.deleteSets !== undefined) return null;
  const own = constraint.columns.flatMap((number) => columnByNumber(table, number) ?? []);
  const { columns, referencedColumns: keys } = words;
  const name = newName(table, columns, keys, referenced.name, id.name);
  const indexed = indexesOf(catalog, table).some(
    (index) => index.columns[0]?.column === constraint.columns[0] && !index.partial,
  );
  return {
    ...words,
    table: { schema: table.schema, name: table.name },
    name: constraint.name,
    definition: constraint.definition,
    comment: constraint.comment,
    referencedKey: id.name,
    newColumn: {
      name,
      type: id.type.sql,
      notNull: own.every((one) => one.notNull),
      index: indexed ? chooseKeyName(catalog, table, [name], 'idx') : null,
    },
    newName: chooseForeignKeyName(catalog, table, [name]),
  };
}

/** `template_handle` over `handle` becomes `template_id`; else the referenced table's name is its beginning. */
function newName(
  table: Relation,
  columns: readonly string[],
  keys: readonly string[],
  referenced: string,
  id: string,
): string {
  const [column = ''] = columns;
  const [key = ''] = keys;
  const camel = columns.some((one) => /[a-z][A-Z]/.test(one));
  const stem =
    columns.length === 1 && column !== key && column.toLowerCase().endsWith(key.toLowerCase())
      ? column.slice(0, -key.length).replace(/_$/, '')
      : singular(referenced);
  const joined = camel ? `${stem}${id.charAt(0).toUpperCase()}${id.slice(1)}` : `${stem}_${id}`;
  const taken = new Set(table.columns.map((one) => one.name));
  for (let pass = 0; ; pass += 1) {
    const name = pass === 0 ? joined : `${joined}${pass + 1}`;
    if (!taken.has(name)) return name;
  }
}

function singular(name: string): string {
  if (name.endsWith('ies')) return `${name.slice(0, -3)}y`;
  return name.endsWith('s') && !name.endsWith('ss') ? name.slice(0, -1) : name;
}
