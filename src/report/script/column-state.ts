import type { Conversion } from '../../plan/plan.ts';
import { quoteLiteral } from '../../postgres/quote.ts';
import { columnName } from '../words.ts';

/**
 * A FROM item with a row for each converted column: `w.name` for people, `w.was` and `w.becomes` the types around the
 * mend, `w.type` the one of today, null where the column is not there.
 */
export function columnStates(conversions: readonly Conversion[]): string {
  const rows = conversions.map(({ mapped }) => {
    const { table, column, type, newType } = mapped;
    const values = [columnName(table, column), table.schema, table.name, column, type, newType];
    return `(${values.map(quoteLiteral).join(', ')})`;
  });
  return `(SELECT v.*, (SELECT pg_catalog.format_type(a.atttypid, a.atttypmod) FROM pg_catalog.pg_attribute AS a
    JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = v.schema AND c.relname = v.relation AND a.attname = v.attribute AND NOT a.attisdropped) AS type
    FROM (VALUES ${rows.join(',\n      ')}) AS v(name, schema, relation, attribute, was, becomes)) AS w`;
}

/** Those of {@link columnStates} that are no longer of the type that they had. */
export function changedStates(conversions: readonly Conversion[]): string {
  return `${columnStates(conversions)} WHERE w.type IS DISTINCT FROM w.was`;
}
