import { type QualifiedName, quoteLiteral, quoteQualified } from '../../src/postgres/quote.ts';
import type { Session } from '../../src/postgres/session.ts';
import type { RandomDatabase } from './random-tables.ts';
import { attributesOf } from './render-tables.ts';

/** Table → its rows without the columns that a repair converts and those that are computed, sorted. */
export type StableRows = Readonly<Record<string, readonly string[]>>;

interface StoredTable extends QualifiedName {
  readonly partitioned: boolean;
  readonly generated: string[];
}

async function tablesOf(session: Session): Promise<StoredTable[]> {
  const { rows } = await session.query<StoredTable>(
    `SELECT n.nspname AS schema, c.relname AS name, c.relkind = 'p' AS partitioned,
            ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attgenerated <> '') AS generated
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'pgmend')`,
  );
  return rows;
}

/** What a repair may not touch in any row; a partitioned table is one table. */
export async function stableRows(session: Session, database: RandomDatabase): Promise<StableRows> {
  const selects = (await tablesOf(session)).map((table) => {
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
  const selects = (await tablesOf(session)).map((table) => {
    const gone = [...table.generated, ...convertedIn(database, table)];
    return (
      `SELECT ${quoteLiteral(keyOf(table))} AS "table", (k.content - ARRAY[${gone.map(quoteLiteral).join(', ')}]::text[])::text AS row ` +
      `FROM pgmend.kept_rows AS k WHERE k.restored IS NULL AND k.table_schema = ${quoteLiteral(table.schema)} AND k.table_name = ${quoteLiteral(table.name)}`
    );
  });
  const { rows } = await session.query<{ table: string; row: string }>(selects.join(' UNION ALL '));
  return sorted(rows);
}

function convertedIn(database: RandomDatabase, table: QualifiedName): string[] {
  const { hot, mismatch, referencing, reference } = database;
  const cleared = mismatch === 'orphans' && keyOf(referencing) === keyOf(table);
  // Where a row that is an orphan goes, a key to it that says ON DELETE SET NULL is cleared, as its own rule asks.
  const own = database.tables.find((one) => keyOf(one) === keyOf(table));
  const setNull = (own?.references ?? []).filter(({ attributes }) =>
    attributesOf(attributes).includes('ON DELETE SET NULL'),
  );
  return [
    ...hot.filter((one) => keyOf(one.table) === keyOf(table)).map((one) => one.column),
    ...(cleared ? reference.columns : []),
    ...(mismatch === 'orphans' ? setNull.flatMap((one) => one.columns) : []),
  ];
}

function keyOf({ schema, name }: QualifiedName): string {
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
