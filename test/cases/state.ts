import { readFingerprint } from '../../src/catalog/read-fingerprint.ts';
import { quoteIdent, quoteQualified } from '../../src/postgres/quote.ts';
import type { Session } from '../../src/postgres/session.ts';
import { quietSettings, withSettings } from '../../src/postgres/with-settings.ts';

/** A database at one moment, without pgmend's own schema. */
export interface State {
  /** Identity → description. */
  readonly objects: Readonly<Record<string, string>>;
  /** Table → its rows as text, sorted. */
  readonly rows: Readonly<Record<string, readonly string[]>>;
}

/** Reads the schema's fingerprint and every row. */
export async function readState(session: Session): Promise<State> {
  await session.query('BEGIN');
  try {
    return await withSettings(session, quietSettings, async () => {
      const { objects } = await readFingerprint(session);
      return { objects, rows: await readRows(session) };
    });
  } finally {
    await session.query('ROLLBACK');
  }
}

async function readRows(session: Session): Promise<State['rows']> {
  const { rows: tables } = await session.query<{ schema: string; name: string }>(
    `SELECT n.nspname AS schema, c.relname AS name FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'm') AND c.relispopulated AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pgmend') AND n.nspname !~ '^pg_toast'
      ORDER BY 1, 2`,
  );
  const found: Record<string, string[]> = {};
  for (const table of tables) {
    const name = quoteQualified(table);
    const { rows } = await session.query<{ row: string }>(
      `SELECT t::text AS row FROM ONLY ${name} AS ${quoteIdent('t')} ORDER BY 1`,
    );
    found[name] = rows.map(({ row }) => row);
  }
  return found;
}

/** Identities that are not the same in both, without NOT NULL, which is a constraint of its own only from 18 on. */
export function differences(one: State, other: State): string[] {
  const all = new Set([...Object.keys(one.objects), ...Object.keys(other.objects)]);
  const notNull = (state: State, identity: string) =>
    state.objects[identity]?.startsWith('definition: NOT NULL') === true;
  return [...all]
    .filter((identity) => one.objects[identity] !== other.objects[identity])
    .filter((identity) => !notNull(one, identity) && !notNull(other, identity))
    .sort();
}

/** `later` without the objects and rows that `first` does not have. */
export function within(first: State, later: State): State {
  return {
    objects: Object.fromEntries(
      Object.entries(later.objects).filter(([identity]) => identity in first.objects),
    ),
    rows: Object.fromEntries(
      Object.entries(first.rows).map(([table, rows]) => [
        table,
        later.rows[table]?.filter((row) => rows.includes(row)) ?? [],
      ]),
    ),
  };
}
