import type { Catalog, Column, Relation } from '../../../catalog/catalog.ts';
import { isComparable } from '../../../catalog/comparability.ts';
import { columnByNumber, primaryKeyIndex, typeByOid } from '../../../catalog/lookup.ts';
import type { Standing } from '../../../catalog/standing.ts';
import { displayIdent, displayQualified } from '../../../postgres/quote.ts';
import { foreignKeyName } from '../../choose-constraint-name.ts';
import { columnsNamed } from '../../columns-by-name.ts';
import { explained, fullName } from '../../explained.ts';
import type { ExplainedFault, OrphanKey } from '../../fault.ts';
import { faultId } from '../../fault-id.ts';
import { wordsOf } from '../../name-words.ts';
import { ownTables, sideOf, sideText } from '../../stored-key.ts';
import { nounIndex } from '../../suggests-table.ts';

const plurals: Readonly<Record<string, string>> = {
  ids: 'id',
  uuids: 'uuid',
  guids: 'guid',
  keys: 'key',
  refs: 'ref',
};

/** Columns that hold arrays of another table's keys, by their name (`tag_ids`): candidates, to be counted. */
export function standingArrays(
  catalog: Catalog,
  { empty }: Standing,
): ExplainedFault<'array-column'>[] {
  const lists = columnsNamed(catalog, (name) => singleOf(name) !== null);
  if (lists.length === 0) return [];
  const keys = ownTables(catalog).flatMap((table) => {
    const [first, second] = primaryKeyIndex(catalog, table)?.columns ?? [];
    const column = columnByNumber(table, first?.column ?? 0);
    return column === undefined || second !== undefined ? [] : [{ table, column }];
  });
  const named = nounIndex(keys, (key) => key.table.name);
  return lists.flatMap(({ table, column }) => {
    const element = typeByOid(catalog, column.type.oid)?.elementType ?? 0;
    const single = singleOf(column.name);
    if (element === 0 || single === null || empty?.has(table.oid) === true) return [];
    const meant = named.suggestedBy(single).filter(
      (key) =>
        key.table.schema === table.schema &&
        isComparable(catalog, {
          referencedType: key.column.type.oid,
          referencingType: element,
        }),
    );
    const [key, other] = meant;
    return key === undefined || other !== undefined ? [] : [faultOf(table, column, key)];
  });
}

/** `tag_id` of `tag_ids`; null for another name. */
function singleOf(name: string): string | null {
  const words = wordsOf(name);
  const single = plurals[words.at(-1) ?? ''];
  return single === undefined ? null : [...words.slice(0, -1), single].join('_');
}

function faultOf(
  table: Relation,
  column: Column,
  key: { readonly table: Relation; readonly column: Column },
): ExplainedFault<'array-column'> {
  const suggested: OrphanKey = {
    constraint: foreignKeyName(table, [column.name]),
    referencing: sideOf(table, [column]),
    referenced: sideOf(key.table, [key.column]),
    match: 'SIMPLE',
    onDelete: 'NO ACTION',
    state: 'suggested',
  };
  const own = sideText(suggested.referencing);
  const target = sideText(suggested.referenced);
  const link = displayIdent(`${table.name}_${key.table.name}`);
  return explained({
    kind: 'array-column',
    id: faultId(table, [column.name]),
    referencing: suggested.referencing,
    referenced: suggested.referenced,
    declaredBy: 'names',
    headline: `${own} is an array (${column.type.sql}) of keys of ${target} (${key.column.type.sql}): no foreign key can hold its elements`,
    refusal: `A list of references belongs into a table of its own, and the program that reads ${own} has to change with it.`,
    explanation: [
      `PostgreSQL has no foreign keys for the elements of an array: a row of ${displayQualified(key.table)} can go while ${own} still names it.`,
    ],
    advice: `move the pairs to a table of their own, ${link}, with a foreign key to ${fullName(table)} and to ${fullName(key.table)}, and drop the column once nothing reads it`,
    probe: { kind: 'elements', key: suggested },
  });
}
