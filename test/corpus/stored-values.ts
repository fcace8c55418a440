import { quoteQualified } from '../../src/postgres/quote.ts';
import type { Session } from '../../src/postgres/session.ts';

/** Every stored value as text: `schema.table` → column → values; a column of NULLs alone has none. */
export interface StoredValues {
  readonly rows: ReadonlyMap<string, number>;
  readonly values: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
}

export async function readValues(session: Session): Promise<StoredValues> {
  const { rows: tables } = await session.query<{ schema: string; name: string }>(
    `SELECT n.nspname AS schema, c.relname AS name FROM pg_catalog.pg_class AS c
       JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pgmend')
        AND n.nspname !~ '^pg_'`,
  );
  const rows = new Map<string, number>();
  const values = new Map<string, Map<string, string[]>>();
  for (const table of tables) {
    const name = `${table.schema}.${table.name}`;
    const counted = await session.query<{ n: string }>(
      `SELECT count(*) AS n FROM ONLY ${quoteQualified(table)}`,
    );
    rows.set(name, Number(counted.rows[0]?.n));
    const found = await session.query<{ key: string; value: string | null }>(
      `SELECT e.key, e.value FROM ONLY ${quoteQualified(table)} AS t, LATERAL pg_catalog.jsonb_each_text(pg_catalog.to_jsonb(t)) AS e
        WHERE e.value IS NOT NULL`,
    );
    const columns = new Map<string, string[]>();
    for (const { key, value } of found.rows) {
      if (value !== null) columns.set(key, [...(columns.get(key) ?? []), value]);
    }
    values.set(name, columns);
  }
  return { rows, values };
}

/** What pgmend keeps: every value in its own schema, and rows set aside by table. */
export interface Kept {
  readonly values: ReadonlySet<string>;
  readonly rows: ReadonlyMap<string, number>;
}

export async function readKept(session: Session): Promise<Kept> {
  const values = new Set<string>();
  const rows = new Map<string, number>();
  const { rows: tables } = await session.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_catalog.pg_class AS c
       JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND n.nspname = 'pgmend' AND c.relname NOT IN ('runs', 'repairs', 'steps')`,
  );
  for (const { name } of tables) {
    const found = await session.query<{ row: Record<string, unknown> }>(
      `SELECT pg_catalog.to_jsonb(t) AS row FROM ${quoteQualified({ schema: 'pgmend', name })} AS t`,
    );
    for (const { row } of found.rows) {
      collect(row, values);
      if (name !== 'kept_rows') continue;
      for (const text of await columnTexts(session, row.id)) values.add(text);
      const table = `${row.table_schema}.${row.table_name}`;
      rows.set(table, (rows.get(table) ?? 0) + 1);
    }
  }
  return { values, rows };
}

/** The columns of a row set aside as text, as {@link readValues} has them. */
async function columnTexts(session: Session, id: unknown): Promise<string[]> {
  const { rows } = await session.query<{ value: string | null }>(
    `SELECT e.value FROM pgmend.kept_rows AS k, LATERAL pg_catalog.jsonb_each_text(k.content) AS e WHERE k.id = $1`,
    [String(id)],
  );
  return rows.flatMap(({ value }) => value ?? []);
}

function collect(value: unknown, into: Set<string>): void {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) collect(inner, into);
  } else if (value !== null && value !== undefined) into.add(String(value));
}

/** What was stored before and is neither where it was nor kept, one line each. */
export function lost(
  before: StoredValues,
  after: StoredValues,
  kept: Kept,
  dropped: (table: string, column: string | null) => boolean,
): string[] {
  const lines: string[] = [];
  for (const [table, count] of before.rows) {
    if (dropped(table, null)) continue;
    const left = (after.rows.get(table) ?? 0) + (kept.rows.get(table) ?? 0);
    if (left < count) lines.push(`${count - left} rows of ${table} are gone`);
    for (const [column, values] of before.values.get(table) ?? []) {
      if (dropped(table, column)) continue;
      const there = [...(after.values.get(table)?.get(column) ?? [])];
      const gone = values.filter((value) => {
        const at = there.indexOf(value);
        if (at >= 0) there.splice(at, 1);
        return at < 0 && !kept.values.has(value);
      });
      if (gone.length > 0) lines.push(`${gone.length} values of ${table}.${column} are lost`);
    }
  }
  return lines;
}
