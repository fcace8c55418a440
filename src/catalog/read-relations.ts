import { pipelined } from '../postgres/pipelined.ts';
import type { Session } from '../postgres/session.ts';
import type { Relation, RelationKind } from './catalog.ts';
import { packedFacts, packedRow, packedRows, packedWord } from './packed-facts.ts';
import { readColumns } from './read-columns.ts';
import { userNamespaces } from './user-namespaces.ts';

interface RelationsRow {
  names: string[] | null;
  /**
   * Of each relation its OID, schema and owner; whether the current role has the owner's rights, row security is on,
   * forced, it is a partition, its persistence and kind; the planner's count of rows and bytes; its parents.
   */
  facts: string | null;
  schemas: Record<string, string>;
  owners: Record<string, string>;
  /** Extensions by the relations that they own; null without any. */
  extensions: Record<string, string> | null;
}

const kinds: Readonly<Record<string, RelationKind>> = {
  r: 'table',
  p: 'partitioned table',
  v: 'view',
  m: 'materialized view',
  f: 'foreign table',
  S: 'sequence',
  c: 'composite type',
};

const relationsSql = `
SELECT pg_catalog.json_agg(x.name) AS names, ${packedRows('x.facts')} AS facts,
       (SELECT pg_catalog.json_object_agg(n.oid, n.nspname) FROM pg_catalog.pg_namespace n) AS schemas,
       (SELECT pg_catalog.json_object_agg(r.oid, r.rolname) FROM pg_catalog.pg_roles r) AS owners,
       (SELECT pg_catalog.json_object_agg(d.objid, e.extname)
          FROM pg_catalog.pg_extension e
          JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.refobjid = e.oid
           AND d.classid = 'pg_catalog.pg_class'::regclass AND d.objsubid = 0 AND d.deptype = 'e') AS extensions
  FROM (SELECT c.relname AS name,
               ${packedRow(
                 'c.oid, c.relnamespace, c.relowner',
                 packedWord(
                   'r.owned::int4, c.relrowsecurity::int4, c.relforcerowsecurity::int4, c.relispartition::int4, c.relhasrules::int4',
                   'c.relpersistence, c.relkind',
                 ),
                 '(CASE WHEN c.relpages = 0 AND c.reltuples <= 0 THEN -1 ELSE c.reltuples END)::int8',
                 "(c.relpages::int8 + COALESCE(t.relpages, 0)) * pg_catalog.current_setting('block_size')::int8",
                 packedWord('i.parents'),
               )} AS facts
          FROM pg_catalog.pg_class c
          JOIN (SELECT oid, pg_catalog.pg_has_role(oid, 'USAGE') AS owned FROM pg_catalog.pg_roles OFFSET 0) r ON r.oid = c.relowner
          LEFT JOIN (SELECT inhrelid, pg_catalog.array_agg(inhparent ORDER BY inhseqno)::text AS parents
                       FROM pg_catalog.pg_inherits GROUP BY 1) i ON i.inhrelid = c.oid
          LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid AND t.relkind = 't' AND t.relpages > 0
         WHERE c.relnamespace IN (${userNamespaces})
           AND (c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c') OR c.relkind = 'S' AND $2::boolean)
         ORDER BY c.oid) x`;

/**
 * Tables, views, sequences and composite types of the user's schemas with their columns, in order of OID, without
 * the details that {@link addDetails} brings: two queries. The session is inside a transaction under quietSettings.
 */
export async function readRelations(
  session: Session,
  journalSchema: string,
  sequences: boolean,
): Promise<Relation[]> {
  const [{ rows }, columns] = await pipelined(session, (ahead) =>
    Promise.all([
      ahead.query<RelationsRow>(relationsSql, [journalSchema, sequences]),
      readColumns(ahead, journalSchema),
    ]),
  );
  const [row] = rows;
  const facts = packedFacts(row?.facts ?? null);
  return (row?.names ?? []).map((name): Relation => {
    const oid = facts.number();
    const schema = row?.schemas[facts.number()] ?? '';
    const owner = row?.owners[facts.number()] ?? '';
    const [owned, secured, forced, partition, rules, persistence = '', kind = ''] = facts.word();
    return {
      oid,
      schema,
      name,
      kind: kinds[kind] ?? 'table',
      persistence: persistences[persistence] ?? 'permanent',
      owner,
      owned: owned === '1',
      rowSecurity: secured === '1',
      forceRowSecurity: forced === '1',
      isPartition: partition === '1',
      hasRules: rules === '1',
      estimatedRows: facts.number(),
      bytes: facts.number(),
      parents: facts.numbers(),
      extension: row?.extensions?.[oid] ?? null,
      columns: columns.get(oid) ?? [],
    };
  });
}

const persistences: Readonly<Record<string, Relation['persistence']>> = {
  u: 'unlogged',
  t: 'temporary',
};
