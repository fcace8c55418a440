import { displayIdent, type QualifiedName, quoteIdent, quoteQualified } from '../postgres/quote.ts';

/** A table that one of the project's migration files makes, and that file is still to run. */
export interface PendingTable {
  /** null: where the search path leads. */
  readonly schema: string | null;
  readonly name: string;
  /** For people: `migrations/20250301-create-users.cjs:5`. */
  readonly place: string;
}

/**
 * A foreign key that is laid later, since its table is still to come: plain data in the journal, complete, for the
 * statement that declared it is not sent again.
 */
export interface PutOffKey {
  readonly table: QualifiedName;
  /** The constraint's name; where the statement gives none, the one that PostgreSQL would have chosen. */
  readonly name: string;
  /** The statement gives the name. */
  readonly named: boolean;
  readonly columns: readonly string[];
  readonly referencedTable: { readonly schema: string | null; readonly name: string };
  /** Empty: the primary key. */
  readonly referencedColumns: readonly string[];
  /** What stands behind the referenced columns, ready for SQL. */
  readonly clauses: string;
  /** Along which the statement looked for the referenced table. */
  readonly searchPath: readonly string[];
  /** For people: what is to create the table. */
  readonly creator: string;
}

/** A foreign key that the journal has, not laid yet. */
export interface WaitingKey extends PutOffKey {
  /** The run that put it off, for `undo`. */
  readonly run: string;
}

/** The one statement that lays it. @param referenced the table as it was found. */
export function layingStatement(
  key: PutOffKey,
  referenced: QualifiedName,
  name = key.name,
): string {
  const list = (names: readonly string[]) => `(${names.map(quoteIdent).join(', ')})`;
  return [
    `ALTER TABLE ${quoteQualified(key.table)} ADD CONSTRAINT ${quoteIdent(name)}`,
    `FOREIGN KEY ${list(key.columns)} REFERENCES ${quoteQualified(referenced)}`,
    ...(key.referencedColumns.length === 0 ? [] : [list(key.referencedColumns)]),
    ...(key.clauses === '' ? [] : [key.clauses]),
  ].join(' ');
}

/** Where the referenced table will stand once it is made, as far as that can be told. */
export function expectedTable({ referencedTable, searchPath }: PutOffKey): QualifiedName {
  const { schema, name } = referencedTable;
  return { schema: schema ?? searchPath[0] ?? 'public', name };
}

/** The referenced table as the statement names it. */
export function wantedName({ referencedTable: { schema, name } }: PutOffKey): string {
  return schema === null ? displayIdent(name) : `${displayIdent(schema)}.${displayIdent(name)}`;
}

/** The same key of the same table, put off before. */
export function isSameKey(one: PutOffKey, other: PutOffKey): boolean {
  // The journal's jsonb keeps no order of the keys of an object.
  const parts = ({ table, columns, referencedTable: to, referencedColumns, clauses }: PutOffKey) =>
    JSON.stringify([
      [table.schema, table.name, columns],
      [to.schema, to.name, referencedColumns, clauses],
    ]);
  return parts(one) === parts(other) && (!one.named || one.name === other.name);
}
