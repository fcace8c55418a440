import type { Plan } from '../../plan/plan.ts';
import {
  displayQualified,
  quoteIdent,
  quoteLiteral,
  quoteQualified,
} from '../../postgres/quote.ts';
import { fromTable } from '../../values/mapped-column.ts';
import { columnName } from '../words.ts';

/** A SELECT for people: type, rows and values of every column that changes, rows of every other table of the plan. */
export function overviewQuery({ conversions, tables }: Plan): string {
  const columns = conversions.map(({ mapped }) => {
    const { table, column, partitioned } = mapped;
    const type =
      `(SELECT pg_catalog.format_type(a.atttypid, a.atttypmod) FROM pg_catalog.pg_attribute AS a ` +
      `WHERE a.attrelid = ${quoteLiteral(quoteQualified(table))}::pg_catalog.regclass AND a.attname = ${quoteLiteral(column)})`;
    const value = `t.${quoteIdent(column)}`;
    return (
      `SELECT ${quoteLiteral(columnName(table, column))} AS "column", ${type} AS "type", pg_catalog.count(*) AS "rows", ` +
      `pg_catalog.count(${value}) AS "with a value", pg_catalog.count(*) - pg_catalog.count(${value}) AS "NULL" ` +
      `FROM ${fromTable(table, partitioned)} AS t`
    );
  });
  const isConverted = (one: Plan['tables'][number]) =>
    conversions.some(
      ({ mapped }) =>
        mapped.table.schema === one.table.schema && mapped.table.name === one.table.name,
    );
  const others = tables
    .filter((one) => !isConverted(one))
    .map(
      ({ table }) =>
        `SELECT ${quoteLiteral(displayQualified(table))} AS "column", NULL::pg_catalog.text AS "type", pg_catalog.count(*) AS "rows", ` +
        `NULL::pg_catalog.int8 AS "with a value", NULL::pg_catalog.int8 AS "NULL" FROM ${quoteQualified(table)}`,
    );
  const all = [...columns, ...others];
  return all.length === 0 ? '' : `${all.join('\nUNION ALL\n')}\nORDER BY 1;`;
}
