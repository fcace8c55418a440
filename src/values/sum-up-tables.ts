import type { QualifiedName } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';
import { fromTable } from './mapped-column.ts';

export interface SummedTable extends QualifiedName {
  readonly rows: number;
  /** Over all rows, in whatever order; see verify/table-checksum.ts. */
  readonly checksum: string;
}

/**
 * Every table with its rows, counted and summed up one by one; those of extensions left out. A materialized view is
 * none: what it shows is made anew from tables.
 *
 * @param session inside a transaction, under quietSettings.
 */
export async function sumUpTables(session: Session): Promise<SummedTable[]> {
  const { rows: tables } = await session.query<QualifiedName>(
    `SELECT n.nspname AS schema, c.relname AS name FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
      ORDER BY 1, 2`,
  );
  const counted: SummedTable[] = [];
  for (const { schema, name } of tables) {
    const { rows } = await session.query<{ n: string; sum: string }>(
      `SELECT count(*) AS n, coalesce(sum(hashtextextended(t::text, 0)), 0)::text AS sum FROM ${fromTable({ schema, name }, false)} AS t`,
    );
    counted.push({ schema, name, rows: Number(rows[0]?.n), checksum: rows[0]?.sum ?? '' });
  }
  return counted;
}
