import { quoteIdent, quoteLiteral } from '../postgres/quote.ts';
import { madeUuid, sameText } from './fresh-keys.ts';
import type { MappedColumn } from './mapped-column.ts';
import type { Mapping } from './mapping.ts';
import { isInteger, isText } from './type-family.ts';
import { keyType } from './value-key.ts';

/** The function that converts one value, for as long as it is needed: in the session's own schema, which takes no right in the database but TEMPORARY. */
export const valueFunction = 'pg_temp.pgmend_value';

/** The same for the text of a key, where keys are numbered. */
export const keyFunction = 'pg_temp.pgmend_key';

/** Statements around those that call {@link valueFunction} or {@link keyFunction}; none where the mapping does not need them. */
export function valueFunctionSql(
  mapped: MappedColumn,
  mapping: Mapping,
): { readonly create: readonly string[]; readonly drop: readonly string[] } {
  if (mapping.kind !== 'convert') return { create: [], drop: [] };
  const { using, fresh } = mapping;
  if (fresh !== null && isInteger(mapped.newType)) {
    const [source] = fresh.sources;
    const type = source?.type ?? mapped.type;
    const body = bodySql(mapped.newType, isText(type) ? 'text' : type, using, 'NULL');
    return functionSql(keyFunction, 'text', mapped.newType, using, body);
  }
  const other = fresh === null ? 'NULL' : madeUuid(fresh.seed, sameText('$1', mapped.type));
  const body = bodySql(mapped.newType, mapped.type, using, other);
  return functionSql(valueFunction, keyType(mapped.type), mapped.newType, using, body);
}

type Using = Extract<Mapping, { kind: 'convert' }>['using'];

/** Assigning takes PostgreSQL's cast for assignments, else goes through text; whatever the value itself is to blame for is no value. */
function bodySql(newType: string, type: string, using: Using, other: string): string {
  const value = `CAST($1 AS ${type})`;
  const result =
    using === null
      ? value
      : `(SELECT (${using.expression}\n) FROM (SELECT ${value} AS ${quoteIdent(using.column)}) AS ${quoteIdent(using.table)})`;
  return (
    `DECLARE result ${newType}; BEGIN result := ${result}; RETURN result; ` +
    `EXCEPTION WHEN data_exception OR integrity_constraint_violation OR cannot_coerce OR datatype_mismatch THEN RETURN ${other}; END`
  );
}

function functionSql(name: string, takes: string, gives: string, using: Using, body: string) {
  const path =
    using === null
      ? ''
      : ` SET search_path = ${['pg_catalog', ...using.searchPath].map(quoteIdent).join(', ')}`;
  const head = `${name}(${takes})`;
  return {
    create: [
      `CREATE FUNCTION ${head} RETURNS ${gives} LANGUAGE plpgsql STABLE STRICT${path} AS ${quoteLiteral(body)}`,
    ],
    drop: [`DROP FUNCTION ${head}`],
  };
}
