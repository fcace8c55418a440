import type { Catalog } from '../catalog/catalog.ts';
import { findRelation } from '../catalog/lookup.ts';
import type { Plan } from '../plan/plan.ts';
import { displayQualified, type QualifiedName, quoteQualified } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';

/** Another connection that holds a table of the plan. */
export interface Holder {
  readonly pid: number;
  readonly role: string;
  readonly application: string;
  /** `active`, `idle in transaction` … */
  readonly state: string;
  /** Since its transaction began. */
  readonly seconds: number;
  readonly tables: readonly string[];
}

/** What stands around a plan, and may stand in its way. */
export interface Circumstances {
  /** `15.18` */
  readonly version: string;
  readonly standby: boolean;
  readonly readOnly: boolean;
  readonly role: string;
  /** Tables of the plan that the role does not own, for people, and whose they are. */
  readonly notOwned: readonly { readonly table: string; readonly owner: string }[];
  /** The journal is there and the role may write it, or the role may make it. */
  readonly mayJournal: boolean;
  /** Tables of the plan, for people. */
  readonly tables: readonly string[];
  readonly holders: readonly Holder[];
  /** What rewriting takes for a moment: tables and indexes once more. Bytes. */
  readonly needs: number;
  /** On the server; null where the role may not know. */
  readonly dataDirectory: string | null;
}

/**
 * Looks at what the guide tells to look at first. Reads only.
 *
 * @param session inside a transaction, under quietSettings.
 */
export async function readCircumstances(
  session: Session,
  catalog: Catalog,
  plan: Plan,
): Promise<Circumstances> {
  const tables = tablesOf(plan);
  const rewritten = plan.steps
    .filter((step) => step.kind === 'retype-columns')
    .flatMap((step) => step.locks.map((lock) => lock.table));
  const { rows } = await session.query<{
    version: string;
    standby: boolean;
    readOnly: boolean;
    journal: boolean | null;
    needs: string;
    dataDirectory: string | null;
  }>(
    `SELECT split_part(current_setting('server_version'), ' ', 1) AS version, pg_is_in_recovery() AS standby,
        current_setting('default_transaction_read_only')::bool AS "readOnly",
        (SELECT has_schema_privilege(n.oid, 'CREATE') FROM pg_namespace AS n WHERE n.nspname = $1) AS journal,
        (SELECT coalesce(sum(pg_total_relation_size(to_regclass(t))), 0) FROM unnest($2::text[]) AS t) AS needs,
        CASE WHEN pg_has_role(current_user, 'pg_read_all_settings', 'USAGE') THEN current_setting('data_directory', true) END AS "dataDirectory"`,
    [plan.journalSchema, rewritten.map(quoteQualified)],
  );
  const [found] = rows;
  return {
    version: found?.version ?? '',
    standby: found?.standby === true,
    readOnly: found?.readOnly === true,
    role: catalog.role.name,
    notOwned: tables.flatMap((table) => {
      const relation = findRelation(catalog, table);
      if (relation === undefined || relation.owned) return [];
      return [{ table: displayQualified(table), owner: relation.owner }];
    }),
    mayJournal: found?.journal ?? catalog.role.canCreateSchema,
    tables: tables.map(displayQualified),
    holders: await readHolders(session, tables),
    needs: Number(found?.needs ?? 0),
    dataDirectory: found?.dataDirectory ?? null,
  };
}

/** Also of what the plan leaves undone for want of rights. */
function tablesOf({ steps, after, faults }: Plan): QualifiedName[] {
  const all = [
    ...[...steps, ...after].flatMap((step) => step.locks.map((lock) => lock.table)),
    ...faults.flatMap((one) => one.conversions.map(({ mapped }) => mapped.table)),
  ];
  const byName = new Map(
    all.map(({ schema, name }) => [displayQualified({ schema, name }), { schema, name }]),
  );
  return [...byName.entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, table]) => table);
}

async function readHolders(session: Session, tables: readonly QualifiedName[]): Promise<Holder[]> {
  if (tables.length === 0) return [];
  const { rows } = await session.query<
    Omit<Holder, 'tables'> & { schemas: string[]; names: string[] }
  >(
    `SELECT a.pid, coalesce(a.usename::text, '') AS role, a.application_name AS application, coalesce(a.state, '') AS state,
        coalesce(extract(epoch FROM clock_timestamp() - a.xact_start), 0)::int AS seconds,
        array_agg(n.nspname::text ORDER BY c.relname) AS schemas, array_agg(c.relname::text ORDER BY c.relname) AS names
       FROM (SELECT DISTINCT pid, relation FROM pg_locks WHERE locktype = 'relation' AND granted
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS l
       JOIN pg_class AS c ON c.oid = l.relation JOIN pg_namespace AS n ON n.oid = c.relnamespace
       JOIN pg_stat_activity AS a ON a.pid = l.pid
      WHERE l.pid <> pg_backend_pid() AND c.oid IN (SELECT to_regclass(t) FROM unnest($1::text[]) AS t)
      GROUP BY 1, 2, 3, 4, 5 ORDER BY 5 DESC, 1`,
    [tables.map(quoteQualified)],
  );
  return rows.map(({ schemas, names, ...one }) => ({
    ...one,
    tables: names.map((name, at) => displayQualified({ schema: schemas[at] ?? '', name })),
  }));
}
