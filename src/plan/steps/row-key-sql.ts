import { quoteIdent, quoteLiteral } from '../../postgres/quote.ts';
import type { Conversion } from '../plan.ts';

/** A function takes at most 100 arguments. https://www.postgresql.org/docs/current/runtime-config-preset.html */
const columnsInOneObject = 50;

/**
 * An expression of type jsonb that finds a row again by the columns of `rowKey`: its primary key, else all columns but
 * those that the plan converts. Rows that are equal in all of these are interchangeable.
 *
 * @param alias of the table, with its dot; empty inside ALTER TABLE.
 */
export function rowKeySql({ rowKey }: Pick<Conversion, 'rowKey'>, alias: string): string {
  const objects: string[] = [];
  for (let at = 0; at < rowKey.length; at += columnsInOneObject) {
    const parts = rowKey
      .slice(at, at + columnsInOneObject)
      .map((name) => `${quoteLiteral(name)}, ${alias}${quoteIdent(name)}`);
    objects.push(`pg_catalog.jsonb_build_object(${parts.join(', ')})`);
  }
  return objects.length === 0 ? `'{}'::jsonb` : `(${objects.join(' || ')})`;
}
