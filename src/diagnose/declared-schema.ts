import type { Catalog, Relation } from '../catalog/catalog.ts';
import {
  columnByName,
  columnByNumber,
  findRelation,
  primaryKeyIndex,
  uniqueIndexFor,
} from '../catalog/lookup.ts';
import type { QualifiedName } from '../postgres/quote.ts';
import type { Declaration, DeclaredColumn, DeclaredName } from '../statement/declaration.ts';
import type { TextRange } from '../statement/text-range.ts';
import { resolveType } from '../statement/type-name.ts';

/** A column as the database has it, or as the statement would make it. */
export interface SeenColumn {
  readonly name: string;
  /** 0: a type that the catalog does not know. */
  readonly typeOid: number;
  readonly typeSql: string;
  readonly notNull: boolean;
  readonly collation: number;
  /** Where the text declares the type of a column that is not stored yet. */
  readonly declaredAt: TextRange | null;
  /** Stored, but the same string gives it another type first. */
  readonly retyped: boolean;
}

/** A table as the database has it, with what the string changes before the point looked at. */
export interface SeenTable {
  readonly table: QualifiedName;
  /** null: the string itself creates it. */
  readonly relation: Relation | null;
  column(name: string): SeenColumn | undefined;
  /** Names of the primary key's columns; null without one. */
  primaryKey(): readonly string[] | null;
  /** Operator classes behind a stored unique key over these columns; undefined: the type's default. */
  operatorClasses(columns: readonly string[]): readonly number[] | undefined;
}

interface TableState {
  table: QualifiedName;
  relation: Relation | null;
  /** Columns that differ from the stored ones; null is a dropped one. */
  columns: Map<string, SeenColumn | null>;
  primaryKey: readonly string[] | null;
}

/** The catalog with the declarations of one string laid over it, one after another. */
export interface DeclaredSchema {
  apply(declaration: Declaration): void;
  find(name: DeclaredName): SeenTable | undefined;
  /** What the column's type becomes once its declaration is amended. */
  amend(table: SeenTable, column: SeenColumn, to: SeenColumn): void;
}

/**
 * Lets statements of one string see what the ones before them make: tables, columns, keys, other types and names.
 * Nothing of it is in the database: a string that failed has left nothing behind.
 */
export function declaredSchema(catalog: Catalog): DeclaredSchema {
  const made = new Map<string, TableState>();
  const gone = new Set<string>();
  const keyOf = ({ schema, name }: QualifiedName): string => `${schema}\0${name}`;

  function stored(name: { schema: string | null; name: string }): Relation | undefined {
    const relation = findRelation(catalog, name);
    return relation === undefined || gone.has(keyOf(relation)) ? undefined : relation;
  }

  function stateOf(name: { schema: string | null; name: string }): TableState | undefined {
    const places = name.schema === null ? ['pg_temp', ...catalog.searchPath] : [name.schema];
    for (const schema of places) {
      const known = made.get(keyOf({ schema, name: name.name }));
      if (known !== undefined) return known;
      const relation = stored({ schema, name: name.name });
      if (relation === undefined) continue;
      const table = { schema: relation.schema, name: relation.name };
      const state = { table, relation, columns: new Map(), primaryKey: null };
      made.set(keyOf(table), state);
      return state;
    }
    return undefined;
  }

  function seenColumn(column: DeclaredColumn): SeenColumn {
    const type = resolveType(catalog, column.type);
    return {
      name: column.name,
      typeOid: type?.oid ?? 0,
      typeSql: type?.sql ?? column.type.text,
      notNull: column.notNull,
      collation: 0,
      declaredAt: column.type.range,
      retyped: false,
    };
  }

  function create(
    name: DeclaredName,
    columns: readonly DeclaredColumn[],
    temporary: boolean,
  ): void {
    const schema = temporary ? 'pg_temp' : (name.schema ?? catalog.searchPath[0] ?? 'public');
    const table = { schema, name: name.name };
    made.set(keyOf(table), {
      table,
      relation: null,
      columns: new Map(columns.map((one) => [one.name, seenColumn(one)])),
      primaryKey: columns.filter((one) => one.primaryKey).map((one) => one.name),
    });
  }

  function view(state: TableState): SeenTable {
    const { relation } = state;
    return {
      table: state.table,
      relation,
      column(name) {
        const changed = state.columns.get(name);
        if (changed !== undefined) return changed ?? undefined;
        const column = relation === null ? undefined : columnByName(relation, name);
        if (column === undefined) return undefined;
        return {
          name,
          typeOid: column.type.oid,
          typeSql: column.type.sql,
          notNull: column.notNull,
          collation: column.collation,
          declaredAt: null,
          retyped: false,
        };
      },
      primaryKey() {
        if (state.primaryKey !== null && state.primaryKey.length > 0) return state.primaryKey;
        const index = relation === null ? undefined : primaryKeyIndex(catalog, relation);
        if (relation === null || index === undefined) return null;
        return index.columns.map(({ column }) => columnByNumber(relation, column)?.name ?? '');
      },
      operatorClasses(columns) {
        if (relation === null) return undefined;
        const numbers = columns.flatMap((name) => columnByName(relation, name)?.number ?? []);
        if (numbers.length !== columns.length) return undefined;
        const key = uniqueIndexFor(catalog, relation, numbers);
        return key.found === 'usable' ? key.operatorClasses : undefined;
      },
    };
  }

  return {
    apply(declaration) {
      if (declaration.kind === 'create-table') {
        const { table, columns, temporary, ifNotExists } = declaration;
        if (ifNotExists && stateOf(table) !== undefined) return;
        create(table, columns, temporary);
        return;
      }
      if (declaration.kind === 'drop') {
        for (const object of declaration.objects) {
          const state = stateOf(object);
          if (state === undefined || declaration.objectKind !== 'table') continue;
          made.delete(keyOf(state.table));
          gone.add(keyOf(state.table));
        }
        return;
      }
      if (declaration.kind === 'rename' || declaration.kind === 'set-schema') {
        const state = stateOf(declaration.object);
        if (state === undefined || declaration.objectKind !== 'table') return;
        made.delete(keyOf(state.table));
        gone.add(keyOf(state.table));
        state.table =
          declaration.kind === 'rename'
            ? { schema: state.table.schema, name: declaration.newName }
            : { schema: declaration.newSchema, name: state.table.name };
        made.set(keyOf(state.table), state);
        return;
      }
      if (!('table' in declaration) || declaration.kind === 'data') return;
      const state = stateOf(declaration.table);
      if (state === undefined) return;
      const current = (name: string): SeenColumn | undefined => view(state).column(name);
      switch (declaration.kind) {
        case 'add-column': {
          const { column, ifNotExists } = declaration;
          if (ifNotExists && current(column.name) !== undefined) return;
          state.columns.set(column.name, seenColumn(column));
          if (column.primaryKey) state.primaryKey = [column.name];
          return;
        }
        case 'alter-column-type': {
          const column = current(declaration.column);
          const type = resolveType(catalog, declaration.type);
          if (column === undefined) return;
          state.columns.set(column.name, {
            ...column,
            typeOid: type?.oid ?? 0,
            typeSql: type?.sql ?? declaration.type.text,
            retyped: true,
          });
          return;
        }
        case 'rename-column': {
          const column = current(declaration.column);
          if (column === undefined) return;
          state.columns.set(declaration.column, null);
          state.columns.set(declaration.newName, {
            ...column,
            name: declaration.newName,
            retyped: true,
          });
          return;
        }
        case 'drop-column':
          state.columns.set(declaration.column, null);
          return;
        case 'key':
          if (declaration.constraint === 'primary key' && declaration.columns.length > 0) {
            state.primaryKey = declaration.columns;
          }
          return;
        default:
      }
    },
    find(name) {
      const state = stateOf(name);
      return state === undefined ? undefined : view(state);
    },
    amend({ table }, column, to) {
      const state = made.get(keyOf(table));
      state?.columns.set(column.name, {
        ...column,
        typeOid: to.typeOid,
        typeSql: to.typeSql,
        collation: to.collation,
      });
    },
  };
}
