import { attempt } from '../../postgres/attempt.ts';
import { displayQualified, quoteIdent } from '../../postgres/quote.ts';
import { rolledBack } from '../../postgres/rolled-back.ts';
import type { ServerError } from '../../postgres/server-error.ts';
import type { Session } from '../../postgres/session.ts';
import type { Catalog, Relation } from '../catalog.ts';
import { typeByOid } from '../lookup.ts';
import type { KnownColumn } from './column-ref.ts';
import type { DependencyNode } from './dependency-graph.ts';
import { withoutSemicolon } from './remarks.ts';

/** A query over the tables as they will be that the server reads, or not, as it will read the object. */
interface Text {
  readonly node: DependencyNode;
  /** As people name it. */
  readonly named: string;
  /** A whole query for a view; a condition over `source` otherwise. */
  readonly sql: string;
  readonly source: string | null;
  /** The name under which later ones read a view. */
  readonly view: string | null;
}

interface TextRow {
  kind: 'view' | 'policy' | 'trigger' | 'rule';
  oid: number;
  /** The view, or the table that it is on. */
  schema: string;
  name: string;
  visible: boolean;
  texts: (string | null)[];
}

const textsSql = `
SELECT o.kind, o.oid, n.nspname AS schema, c.relname AS name, pg_catalog.pg_table_is_visible(c.oid) AS visible, o.texts
  FROM (SELECT 'view' AS kind, v.oid, v.oid AS relation, ARRAY[pg_catalog.pg_get_viewdef(v.oid)] AS texts
          FROM pg_catalog.unnest($1::oid[]) AS v(oid)
        UNION ALL
        SELECT 'policy', p.oid, p.polrelid,
               ARRAY[pg_catalog.pg_get_expr(p.polqual, p.polrelid), pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)]
          FROM pg_catalog.pg_policy p WHERE p.oid = ANY ($2::oid[])
        UNION ALL
        SELECT 'trigger', g.oid, g.tgrelid, ARRAY[pg_catalog.pg_get_triggerdef(g.oid)]
          FROM pg_catalog.pg_trigger g WHERE g.oid = ANY ($3::oid[])
        UNION ALL
        SELECT 'rule', r.oid, r.ev_class, ARRAY[pg_catalog.pg_get_ruledef(r.oid)]
          FROM pg_catalog.pg_rewrite r WHERE r.oid = ANY ($4::oid[])) AS o
  JOIN pg_catalog.pg_class c ON c.oid = o.relation
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace`;

/**
 * Why a view, a policy or the condition of a trigger or rule would not be taken back once the columns have their new
 * types: the server parses each one over tables of the same names without rows. Nothing is run, nothing is made, and
 * no lock is taken beyond that of reading. What cannot be tried so (system columns, whole rows, names that hide each
 * other) is left to the repair, which is rolled back where laying back fails.
 *
 * @returns by `<kind> <oid>` of the node, one sentence each.
 */
export async function refuseUnreadable(
  session: Session,
  catalog: Catalog,
  columns: readonly KnownColumn[],
  nodes: readonly DependencyNode[],
): Promise<ReadonlyMap<string, string>> {
  const reasons = new Map<string, string>();
  if (nodes.length === 0 || columns.some((one) => !isTold(catalog, one))) return reasons;
  const answer = await rolledBack(session, async () => {
    const tables = new Map(columns.map(({ table }) => [table.oid, table]));
    const rows = await readTexts(session, [...tables.values()], nodes);
    if (rows === null) return;
    const before = [...tables.values()].map((table) => shadow(catalog, table, []));
    const after = [...tables.values()].map((table) => shadow(catalog, table, columns));
    /** Views that cannot be read so: nor can what reads them. */
    const untried: string[] = [];
    for (const text of textsOf(rows, nodes, tables)) {
      if (untried.some((view) => text.sql.includes(view))) continue;
      const { tried, error } = await outcome(session, text, before, after);
      if (error !== null) {
        reasons.set(
          `${text.node.kind} ${text.node.oid}`,
          `The ${text.named} is written for the old type: PostgreSQL would not take it back (${error.message}). Change it so that it suits both types, or drop it first.`,
        );
      }
      if (text.view === null) continue;
      if (tried && error === null) {
        const own = `${quoteIdent(text.view)} AS (${text.sql})`;
        before.push(own);
        after.push(own);
      } else untried.push(text.view);
    }
  });
  if ('error' in answer) throw answer.error;
  return reasons;
}

/** The literals of an enum are written anew for another one, which only the real statements show. */
function isTold(catalog: Catalog, { column, newType }: KnownColumn): boolean {
  const to = typeByOid(catalog, newType ?? 0);
  return to !== undefined && to.kind !== 'enum' && typeByOid(catalog, column.type.oid) !== to;
}

/** null where one of the names would be read as another relation's. */
async function readTexts(
  session: Session,
  tables: readonly Relation[],
  nodes: readonly DependencyNode[],
): Promise<TextRow[] | null> {
  const oids = (kind: DependencyNode['kind']) =>
    nodes.filter((node) => node.kind === kind).map((node) => node.oid);
  const parts = [oids('policy'), oids('trigger'), oids('rule')] as const;
  const { rows: schemas } = await session.query<{ name: string }>(
    `SELECT DISTINCT n.nspname AS name FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.oid = ANY ($1::oid[])
         OR c.oid IN (SELECT polrelid FROM pg_catalog.pg_policy WHERE oid = ANY ($2::oid[])
                      UNION ALL SELECT tgrelid FROM pg_catalog.pg_trigger WHERE oid = ANY ($3::oid[])
                      UNION ALL SELECT ev_class FROM pg_catalog.pg_rewrite WHERE oid = ANY ($4::oid[])) ORDER BY 1`,
    [[...tables.map(({ oid }) => oid), ...oids('view')], ...parts],
  );
  const path = schemas.map(({ name }) => quoteIdent(name)).join(', ');
  // Unqualified, a name may stand for a query of the same name. Parsing reads no row that a policy would hide.
  await session.query(
    `SELECT pg_catalog.set_config('search_path', $1, true), pg_catalog.set_config('row_security', 'on', true)`,
    [path],
  );
  const { rows: visible } = await session.query<{ all: boolean }>(
    `SELECT COALESCE(pg_catalog.bool_and(pg_catalog.pg_table_is_visible(x.oid)), true) AS all FROM pg_catalog.unnest($1::oid[]) AS x(oid)`,
    [tables.map(({ oid }) => oid)],
  );
  const { rows } = await session.query<TextRow>(textsSql, [oids('view'), ...parts]);
  const views = rows.filter(({ kind }) => kind === 'view');
  const all = visible[0]?.all === true && views.every((row) => row.visible);
  return all ? rows.filter((row) => row.visible) : null;
}

/** A table of the same name and columns without rows, with the types that are to come. */
function shadow(catalog: Catalog, table: Relation, columns: readonly KnownColumn[]): string {
  const list = table.columns.map((column) => {
    const changed = columns.find(
      (one) => one.table.oid === table.oid && one.column.number === column.number,
    );
    const type = typeByOid(catalog, changed?.newType ?? 0)?.sql ?? column.type.sql;
    return `NULL::${type} AS ${quoteIdent(column.name)}`;
  });
  return `${quoteIdent(table.name)} AS (SELECT ${list.join(', ')})`;
}

/** In the order in which they are laid back: a view after those that it reads. */
function textsOf(
  rows: readonly TextRow[],
  nodes: readonly DependencyNode[],
  tables: ReadonlyMap<number, Relation>,
): Text[] {
  const qualified = [...tables.values(), ...rows.filter(({ kind }) => kind === 'view')].flatMap(
    ({ schema, name }) =>
      spelled(schema).flatMap((first) => spelled(name).map((second) => `${first}.${second}`)),
  );
  return nodes.toReversed().flatMap((node) => {
    const row = rows.find((one) => one.kind === node.kind && one.oid === node.oid);
    if (row === undefined) return [];
    return row.texts.flatMap((text): Text[] => {
      const sql = text === null ? null : readable(row.kind, text);
      // The server qualifies a name that something in the query hides: it would not be read as the new table.
      if (sql === null || qualified.some((one) => sql.includes(one))) return [];
      const table = quoteIdent(row.name);
      const named = row.kind === 'view' ? `view ${displayQualified(row)}` : node.description;
      if (row.kind === 'view') return [{ node, named, sql, source: null, view: row.name }];
      const source = row.kind === 'policy' ? table : `${table} AS old, ${table} AS new`;
      return [{ node, named, sql, source, view: null }];
    });
  });
}

/** The server quotes a name only where it has to. */
function spelled(name: string): string[] {
  return [name, quoteIdent(name)];
}

/** The condition in a definition as the server prints it; cut wrongly it is not read before the change either. */
function readable(kind: TextRow['kind'], text: string): string | null {
  switch (kind) {
    case 'view':
      return withoutSemicolon(text);
    case 'policy':
      return text;
    case 'trigger':
      return / WHEN \((.*)\) EXECUTE (?:FUNCTION|PROCEDURE) /s.exec(text)?.[1] ?? null;
    case 'rule':
      return /^CREATE RULE .+? AS\s+ON \w+ TO \S+\s+WHERE (.*?) DO /s.exec(text)?.[1] ?? null;
  }
}

/** What the server says over the new types, where it reads the text over the old ones. */
async function outcome(
  session: Session,
  text: Text,
  before: readonly string[],
  after: readonly string[],
): Promise<{ readonly tried: boolean; readonly error: ServerError | null }> {
  if ((await parse(session, text, before)) !== null) return { tried: false, error: null };
  const error = await parse(session, text, after);
  if (error === null) return { tried: true, error };
  // An error of another class is about the trial, not about the types.
  return error.sqlstate.startsWith('42') ? { tried: true, error } : { tried: false, error: null };
}

async function parse(
  session: Session,
  { sql, source }: Text,
  shadows: readonly string[],
): Promise<ServerError | null> {
  const body = source === null ? `SELECT FROM (${sql}) AS v` : `SELECT FROM ${source} WHERE ${sql}`;
  const tried = await attempt(session, async () => {
    await session.query(`PREPARE pgmend_trial AS WITH ${shadows.join(', ')} ${body}`);
    await session.query('DEALLOCATE pgmend_trial');
  });
  return 'error' in tried ? tried.error : null;
}
