import { quoteLiteral, quoteQualified } from '../../src/postgres/quote.ts';
import type { Session } from '../../src/postgres/session.ts';
import type { RandomDatabase } from './random-tables.ts';

/** Table → its rows without the columns that a repair converts and those that are computed, sorted. */
export type StableRows = Readonly<Record<string, readonly string[]>>;

/** What a repair may not touch in any row; a partitioned table is one table. */
export async function stableRows(session: Session, database: RandomDatabase): Promise<StableRows> {
  const { rows: tables } = await session.query<{
    schema: string;
    name: string;
    partitioned: boolean;
    generated: string[];
  }>(
    `SELECT n.nspname AS schema, c.relname AS name, c.relkind = 'p' AS partitioned,
            ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attgenerated <> '') AS generated
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'pgmend')`,
  );
  const selects = tables.map((table) => {
    const gone = [...table.generated, ...convertedIn(database, table)];
    const row = `to_jsonb(t) - ARRAY[${gone.map(quoteLiteral).join(', ')}]::text[]`;
    const from = `${table.partitioned ? '' : 'ONLY '}${quoteQualified(table)}`;
    return `SELECT ${quoteLiteral(keyOf(table))} AS "table", (${row})::text AS row FROM ${from} AS t`;
  });
  const { rows } = await session.query<{ table: string; row: string }>(selects.join(' UNION ALL '));
  return sorted(rows);
}

/** The same of the rows that stand aside. */
export async function rowsAside(session: Session, database: RandomDatabase): Promise<StableRows> {
  const { rows } = await session.query<{
    schema: string;
    name: string;
    content: Record<string, unknown>;
  }>(
    'SELECT table_schema AS schema, table_name AS name, content FROM pgmend.kept_rows WHERE restored IS NULL',
  );
  const found: { table: string; row: string }[] = [];
  for (const one of rows) {
    const gone = convertedIn(database, one);
    const { rows: stable } = await session.query<{ row: string }>(
      `SELECT ($1::jsonb - $2::text[])::text AS row`,
      [JSON.stringify(one.content), gone],
    );
    found.push({ table: keyOf(one), row: stable[0]?.row ?? '' });
  }
  return sorted(found);
}

function convertedIn(
  { hot }: RandomDatabase,
  table: { readonly schema: string; readonly name: string },
): string[] {
  return hot.filter((one) => keyOf(one.table) === keyOf(table)).map((one) => one.column);
}

function keyOf({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return quoteQualified({ schema, name });
}

function sorted(rows: readonly { readonly table: string; readonly row: string }[]): StableRows {
  const found: Record<string, string[]> = {};
  for (const { table, row } of rows) {
    const list = found[table] ?? [];
    list.push(row);
    found[table] = list;
  }
  for (const list of Object.values(found)) list.sort();
  return found;
}
