import type { Catalog, Type } from '../catalog/catalog.ts';
import { typeByOid } from '../catalog/lookup.ts';
import { quoteIdent } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';

/**
 * How values of each type are compared for equality, under any search path: that of its default btree class, which
 * unique keys take. `=` for PostgreSQL's own operators.
 *
 * @returns by the OID of the type as a column has it, domains included.
 */
export async function equalityOperators(
  session: Session,
  catalog: Catalog,
  types: readonly number[],
): Promise<(type: number) => string> {
  const bases = [...new Set(types.map((type) => baseOf(catalog, type)))];
  const { rows } = await session.query<{ type: string; schema: string; name: string }>(
    `SELECT c.opcintype::text AS type, n.nspname AS schema, o.oprname AS name ` +
      `FROM pg_opclass AS c JOIN pg_am AS m ON m.oid = c.opcmethod AND m.amname = 'btree' ` +
      `JOIN pg_amop AS a ON a.amopfamily = c.opcfamily AND a.amopstrategy = 3 ` +
      `AND a.amoplefttype = c.opcintype AND a.amoprighttype = c.opcintype ` +
      `JOIN pg_operator AS o ON o.oid = a.amopopr JOIN pg_namespace AS n ON n.oid = o.oprnamespace ` +
      `WHERE c.opcdefault AND c.opcintype = ANY ($1::oid[])`,
    [bases],
  );
  const found = new Map(rows.map((row) => [Number(row.type), row]));
  return (type) => {
    const operator = found.get(baseOf(catalog, type));
    if (operator === undefined || operator.schema === 'pg_catalog') return '=';
    return `OPERATOR(${quoteIdent(operator.schema)}.${operator.name})`;
  };
}

/**
 * The same by the catalog alone: a type that is not PostgreSQL's own has its operators where it is itself. Where it has
 * none there, the statement fails.
 */
export function typeOperator(catalog: Catalog, type: number): string {
  const found = typeByOid(catalog, baseOf(catalog, type));
  return found === undefined || found.kind !== 'base' || isBuiltIn(found)
    ? '='
    : `OPERATOR(${quoteIdent(found.schema)}.=)`;
}

function isBuiltIn({ schema, elementType }: Type): boolean {
  return schema === 'pg_catalog' || elementType !== 0;
}

function baseOf(catalog: Catalog, type: number): number {
  let base = type;
  for (let found = typeByOid(catalog, base); found?.kind === 'domain'; ) {
    base = found.baseType;
    found = typeByOid(catalog, base);
  }
  return base;
}
