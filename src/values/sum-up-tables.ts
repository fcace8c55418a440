import type { QualifiedName } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';
import { fromTable } from './mapped-column.ts';

export interface SummedTable extends QualifiedName {
  readonly rows: number;
  /** Over all rows, in whatever order; see verify/table-checksum.ts. */
  readonly checksum: string;
}

/**
 * Every table of the user's with its rows, counted and summed up one by one, pgmend's own left out.
 *
 * @param session inside a transaction, under quietSettings.
 */
export async function sumUpTables(session: Session, journalSchema: string): Promise<SummedTable[]> {
  const { rows: tables } = await session.query<QualifiedName>(
    `SELECT n.nspname AS schema, c.relname AS name FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'm') AND c.relispopulated AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', $1)
        AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
      ORDER BY 1, 2`,
    [journalSchema],
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
