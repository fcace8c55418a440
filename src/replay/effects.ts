import type { Catalog, Column, Relation } from '../catalog/catalog.ts';
import {
  columnByName,
  columnByNumber,
  constraintsOf,
  findRelation,
  foreignKeysFrom,
  indexesOf,
  relationByOid,
} from '../catalog/lookup.ts';
import { displayIdent, displayQualified } from '../postgres/quote.ts';
import type { Declaration, DeclaredName } from '../statement/declaration.ts';
import { parseStatements } from '../statement/parse-statements.ts';

/** One thing that a statement leaves in the catalog. */
export type Effect =
  | { readonly kind: 'table'; readonly table: DeclaredName }
  | { readonly kind: 'column'; readonly table: DeclaredName; readonly column: string }
  | {
      readonly kind: 'foreign key';
      readonly table: DeclaredName;
      readonly columns: readonly string[];
      readonly referenced: DeclaredName;
    }
  | {
      readonly kind: 'unique key';
      readonly table: DeclaredName;
      readonly columns: readonly string[];
    }
  | { readonly kind: 'index'; readonly table: DeclaredName; readonly name: string }
  | { readonly kind: 'type'; readonly type: DeclaredName };

/** What a string of SQL leaves behind, as far as its text says so; names as PostgreSQL reads them. */
export function effectsOf(sql: string): Effect[] {
  const parsed = parseStatements(sql);
  if (!parsed.ok) return [];
  return parsed.statements.flatMap(({ declarations }) => declarations.flatMap(effectsOfOne));
}

function effectsOfOne(one: Declaration): Effect[] {
  switch (one.kind) {
    case 'create-table':
      if (one.temporary) return [];
      return [
        { kind: 'table', table: one.table },
        ...one.columns.map(
          ({ name }): Effect => ({ kind: 'column', table: one.table, column: name }),
        ),
      ];
    case 'add-column':
      return [{ kind: 'column', table: one.table, column: one.column.name }];
    case 'foreign-key':
      return [
        {
          kind: 'foreign key',
          table: one.table,
          columns: one.columns,
          referenced: one.referencedTable,
        },
      ];
    case 'key':
      return one.columns.length === 0
        ? []
        : [{ kind: 'unique key', table: one.table, columns: one.columns }];
    case 'create-index':
      return one.name === null ? [] : [{ kind: 'index', table: one.table, name: one.name }];
    case 'create-type':
      return [{ kind: 'type', type: one.type }];
    case 'rename':
      return one.objectKind === 'table'
        ? [{ kind: 'table', table: { ...one.object, name: one.newName } }]
        : [];
    case 'rename-column':
      return [{ kind: 'column', table: one.table, column: one.newName }];
    default:
      return [];
  }
}

/** Is it in this catalog? */
export function isThere(effect: Effect, catalog: Catalog): boolean {
  if (effect.kind === 'type') {
    const { schema, name } = effect.type;
    return catalog.types.some(
      (type) =>
        type.name === name &&
        (schema === null ? catalog.searchPath.includes(type.schema) : type.schema === schema),
    );
  }
  const table = findRelation(catalog, effect.table);
  if (table === undefined) return false;
  switch (effect.kind) {
    case 'table':
      return true;
    case 'column':
      return columnByName(table, effect.column) !== undefined;
    case 'index':
      return indexesOf(catalog, table).some((index) => index.name === effect.name);
    case 'foreign key':
      return foreignKeysFrom(catalog, table).some((key) => {
        const referenced = relationByOid(catalog, key.foreignKey?.referencedTable ?? 0);
        return (
          referenced !== undefined &&
          referenced.oid === findRelation(catalog, effect.referenced)?.oid &&
          sameColumns(table, key.columns, effect.columns)
        );
      });
    case 'unique key':
      return (
        constraintsOf(catalog, table).some(
          (one) =>
            (one.kind === 'primary key' || one.kind === 'unique') &&
            sameColumns(table, one.columns, effect.columns),
        ) ||
        indexesOf(catalog, table).some(
          (index) =>
            index.unique &&
            sameColumns(
              table,
              index.columns.map((one) => one.column),
              effect.columns,
            ),
        )
      );
  }
}

function sameColumns(table: Relation, numbers: readonly number[], names: readonly string[]) {
  const found = numbers.map((number) => columnByNumber(table, number)?.name ?? '').sort();
  const wanted = [...names].sort();
  return found.length === wanted.length && found.every((name, at) => name === wanted[at]);
}

/** The column that a column's effect means. */
export function columnOf(effect: Effect, catalog: Catalog): Column | undefined {
  if (effect.kind !== 'column') return undefined;
  const table = findRelation(catalog, effect.table);
  return table === undefined ? undefined : columnByName(table, effect.column);
}

/** For people: `table sessions`, `foreign key from sessions ("userId") to users`. */
export function describeEffect(effect: Effect): string {
  const named = (name: DeclaredName) =>
    displayQualified({ schema: name.schema ?? 'public', name: name.name });
  switch (effect.kind) {
    case 'table':
      return `table ${named(effect.table)}`;
    case 'column':
      return `column ${named(effect.table)}.${displayIdent(effect.column)}`;
    case 'foreign key':
      return `foreign key from ${named(effect.table)} (${effect.columns.map(displayIdent).join(', ')}) to ${named(effect.referenced)}`;
    case 'unique key':
      return `unique key of ${named(effect.table)} (${effect.columns.map(displayIdent).join(', ')})`;
    case 'index':
      return `index ${effect.name} of ${named(effect.table)}`;
    case 'type':
      return `type ${named(effect.type)}`;
  }
}
