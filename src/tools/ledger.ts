import { type QualifiedName, quoteQualified } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';
import { type NamedTable, namedTable } from './named-table.ts';
import type { Project } from './tool.ts';

/** A ledger's table as it was found. */
export interface LedgerTable {
  readonly table: QualifiedName;
  readonly exists: boolean;
}

/**
 * Looks up a tool's table of applied migrations. Without a schema the one in `public` is preferred: the session's
 * search_path is not the tool's.
 *
 * @param configured what the tool's configuration names; the project's setting `ledger` outweighs it
 */
export async function findLedger(
  session: Session,
  { settings }: Pick<Project, 'settings'>,
  configured: NamedTable,
): Promise<LedgerTable> {
  const { table: name, schema } =
    settings.ledger === undefined ? configured : namedTable(settings.ledger);
  const { rows } = await session.query<{ schema: string }>(
    `SELECT n.nspname AS schema
       FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relname = $1 AND c.relkind IN ('r', 'p')
        AND CASE WHEN $2::text IS NULL THEN n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                 ELSE n.nspname = $2::text END
      ORDER BY n.nspname <> 'public', n.nspname`,
    [name, schema],
  );
  const [first] = rows;
  const table = { schema: first?.schema ?? schema ?? 'public', name };
  return { table, exists: first !== undefined };
}

/**
 * What a ledger records, as text, in the order that is asked for.
 *
 * @param select of its columns, e.g. `name::text AS name`
 * @param rest e.g. `WHERE … ORDER BY …`
 */
export async function recordedIn<T extends Record<string, string | null>>(
  session: Session,
  { table, exists }: LedgerTable,
  select: string,
  rest: string,
): Promise<readonly T[]> {
  if (!exists) return [];
  const { rows } = await session.query<T>(`SELECT ${select} FROM ${quoteQualified(table)} ${rest}`);
  return rows;
}
