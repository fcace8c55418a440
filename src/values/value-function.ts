import { quoteIdent, quoteLiteral } from '../postgres/quote.ts';
import type { Mapping } from './mapping.ts';
import type { MappedColumn } from './mapping-sql.ts';
import { keyType } from './value-key.ts';

/** The function that converts one value, for as long as it is needed: in the session's own schema, which takes no right in the database but TEMPORARY. */
export const valueFunction = 'pg_temp.pgmend_value';

/** Statements around those that call {@link valueFunction}; none where the mapping does not need it. */
export function valueFunctionSql(
  mapped: MappedColumn,
  mapping: Mapping,
): { readonly create: readonly string[]; readonly drop: readonly string[] } {
  if (mapping.kind !== 'convert') return { create: [], drop: [] };
  const { using, seed } = mapping;
  const value = `CAST($1 AS ${mapped.type})`;
  const result =
    using === null
      ? value
      : `(SELECT (${using.expression}\n) FROM (SELECT ${value} AS ${quoteIdent(using.column)}) AS ${quoteIdent(using.table)})`;
  const other = seed === null ? 'NULL' : newUuid(seed);
  // Assigning takes PostgreSQL's cast for assignments, else goes through text; whatever the value itself is to blame for is no value.
  const body =
    `DECLARE result ${mapped.newType}; BEGIN result := ${result}; RETURN result; ` +
    `EXCEPTION WHEN data_exception OR integrity_constraint_violation OR cannot_coerce OR datatype_mismatch THEN RETURN ${other}; END`;
  const path =
    using === null
      ? ''
      : ` SET search_path = ${['pg_catalog', ...using.searchPath].map(quoteIdent).join(', ')}`;
  const head = `${valueFunction}(${keyType(mapped.type)})`;
  return {
    create: [
      `CREATE FUNCTION ${head} RETURNS ${mapped.newType} LANGUAGE plpgsql STABLE STRICT${path} AS ${quoteLiteral(body)}`,
    ],
    drop: [`DROP FUNCTION ${head}`],
  };
}

/** A uuid of version 4's form that is the same for the same value wherever it stands: the key's and its references'. */
function newUuid(seed: string): string {
  const hash = `pg_catalog.md5(${quoteLiteral(seed)} || pg_catalog.chr(31) || $1::text)`;
  return `overlay(overlay(${hash} PLACING '4' FROM 13) PLACING 'a' FROM 17)::uuid`;
}
