import type { Catalog, Relation } from '../catalog/catalog.ts';
import { childrenOf, columnByName } from '../catalog/lookup.ts';
import type { Standing } from '../catalog/standing.ts';
import { foreignKeyName } from './choose-constraint-name.ts';
import type { OrphanKey, Orphans } from './fault.ts';
import { faultId } from './fault-id.ts';
import { keySuffixes, wordsOf } from './name-words.ts';
import { type NamedReference, namedReferences, usableKey } from './named-references.ts';
import { sideOf } from './stored-key.ts';

/**
 * References by name whose rows may lead nowhere, since no foreign key holds them: candidates, to be counted. Left out
 * are tables that keep what is gone on purpose (histories, logs, archives), references whose table another column
 * names (`owner_type` beside `owner_id`), and tables with inheriting ones, where the rows may be.
 */
export function inferOrphans(catalog: Catalog, standing: Standing): Orphans[] {
  return soundReferences(catalog, standing)
    .filter(({ table, key }) => !keepsThePast(table.name) && !isParent(catalog, key.table))
    .filter(
      ({ table, key }) => table.persistence !== 'permanent' || key.table.persistence !== 'unlogged',
    )
    .map((one): Orphans => {
      const key = suggestedKey(one);
      const { referencing, referenced } = key;
      return {
        kind: 'orphans',
        id: faultId(one.table, [one.column.name]),
        constraint: null,
        referencing,
        referenced,
        declaredBy: 'names',
        keys: [key],
      };
    });
}

/** References by name that a foreign key could hold as they are. */
export function soundReferences(catalog: Catalog, { empty }: Standing): NamedReference[] {
  return namedReferences(catalog).filter(
    ({ table, column, key, comparable }) =>
      comparable &&
      table.oid !== key.table.oid &&
      empty?.has(table.oid) !== true &&
      usableKey(catalog, key) &&
      !isPolymorphic(table, column.name),
  );
}

/** The foreign key that names suggest. */
export function suggestedKey({ table, column, key }: NamedReference): OrphanKey {
  return {
    constraint: foreignKeyName(table, [column.name]),
    referencing: sideOf(table, [column]),
    referenced: sideOf(key.table, [key.column]),
    match: 'SIMPLE',
    onDelete: 'NO ACTION',
    state: 'suggested',
  };
}

/** `owner_id` beside `owner_type`: the other column says which table is meant. */
export function isPolymorphic(table: Relation, column: string): boolean {
  const words = wordsOf(column);
  const stem = keySuffixes.has(words.at(-1) ?? '') ? words.slice(0, -1) : words;
  return table.columns.some((one) => {
    const other = wordsOf(one.name);
    const kind = other.at(-1) ?? '';
    return (
      ['type', 'kind', 'class', 'table', 'model'].includes(kind) &&
      other.slice(0, -1).join(' ') === stem.join(' ') &&
      columnByName(table, one.name) !== undefined
    );
  });
}

function isParent(catalog: Catalog, table: Relation): boolean {
  return table.kind === 'table' && childrenOf(catalog, table).length > 0;
}

const past = new Set(
  'history histories audit audits log logs archive archives archived backup backups bak old deleted trash snapshot snapshots staging import imports tmp temp event events version versions revision revisions'.split(
    ' ',
  ),
);

/** A table whose name says that it keeps what is gone: that its references lead nowhere is its purpose. */
export function keepsThePast(table: string): boolean {
  return wordsOf(table).some((word) => past.has(word));
}
