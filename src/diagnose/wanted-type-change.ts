import type { Catalog, Relation } from '../catalog/catalog.ts';
import { columnByName } from '../catalog/lookup.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import { quoteIdent, quoteQualified } from '../postgres/quote.ts';
import { parseStatements } from '../statement/parse-statements.ts';
import { resolveType } from '../statement/type-name.ts';
import type { RekeyWay, TypeChange, TypeChangeFails } from './fault.ts';
import { faultId } from './fault-id.ts';
import { keyGraph } from './key-graph.ts';

/**
 * The wish that a key be of another type, with every column that references it. Without changes when it is of that
 * type already.
 *
 * Needs `loadParser()` to have been awaited.
 *
 * @param type as it is written in SQL.
 * @throws PgmendError `bad-type` for a type that is not there, or is none.
 */
export function wantedTypeChange(
  catalog: Catalog,
  { relation, column: name }: { readonly relation: Relation; readonly column: string },
  type: string,
  way: RekeyWay,
): TypeChangeFails {
  const table = { schema: relation.schema, name: relation.name };
  const column = columnByName(relation, name);
  const wanted = resolved(catalog, table, name, type);
  const base = {
    kind: 'type-change-fails',
    id: faultId(table, [name]),
    constraint: null,
    referencing: null,
    referenced: null,
    declaredBy: 'user',
    sqlstate: '',
    rest: null,
    way,
  } as const;
  if (column === undefined || column.type.sql === wanted.sql) {
    return { ...base, changes: [], conflicts: [] };
  }
  const asked: TypeChange = {
    table,
    oid: relation.oid,
    column: name,
    type: column.type.sql,
    newType: wanted.sql,
    newTypeOid: wanted.oid,
    defaultGiven: false,
    identityGiven: false,
    asked: true,
    using: null,
  };
  return { ...base, ...keyGraph(catalog, [asked], { whole: true }) };
}

/** PostgreSQL's own parser reads the type, in the place where it would stand. */
function resolved(
  catalog: Catalog,
  table: TypeChange['table'],
  column: string,
  type: string,
): { readonly oid: number; readonly sql: string } {
  const sql = `ALTER TABLE ${quoteQualified(table)} ALTER COLUMN ${quoteIdent(column)} TYPE ${type}`;
  const parsed = parseStatements(sql);
  const declarations = parsed.ok ? parsed.statements.flatMap((one) => one.declarations) : [];
  const [first, second] = declarations;
  const isPlain =
    first?.kind === 'alter-column-type' &&
    second === undefined &&
    first.using === null &&
    first.type.range.end === sql.trimEnd().length;
  const found = isPlain ? resolveType(catalog, first.type) : null;
  if (found === null) {
    throw new PgmendError(
      'bad-type',
      `--to '${type}' names no type that is there.`,
      'Name one as in SQL: bigint, uuid, text, varchar(36), …',
    );
  }
  return found;
}
