import { attempt } from '../postgres/attempt.ts';
import type { Session } from '../postgres/session.ts';
import { withSettings } from '../postgres/with-settings.ts';
import type { OwnedSequence, SilentTrigger, Standing, UnusedType } from './standing.ts';
import { userNamespaces } from './user-namespaces.ts';

interface TriggerRow {
  constraint: number;
  schema: string;
  table: string;
  name: string;
  state: string;
}

const triggersSql = `
SELECT g.tgconstraint AS constraint, n.nspname AS schema, c.relname AS table, g.tgname AS name, g.tgenabled AS state
  FROM pg_catalog.pg_trigger g
  JOIN pg_catalog.pg_constraint k ON k.oid = g.tgconstraint AND k.contype = 'f'
  JOIN pg_catalog.pg_class c ON c.oid = g.tgrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE g.tgisinternal AND g.tgenabled IN ('D', 'R') AND c.relnamespace IN (${userNamespaces})
 ORDER BY g.tgconstraint, g.oid`;

const sequencesSql = `
SELECT c.oid, n.nspname AS schema, c.relname AS name, d.refobjid AS table, d.refobjsubid AS column,
       pg_catalog.format_type(s.seqtypid, NULL) AS type, s.seqincrement::text AS increment,
       s.seqmax::text AS maximum, s.seqcycle AS cycle,
       d.deptype = 'i' OR EXISTS (
         SELECT FROM pg_catalog.pg_attrdef a
           JOIN pg_catalog.pg_depend u ON u.classid = 'pg_catalog.pg_attrdef'::regclass AND u.objid = a.oid
                AND u.refclassid = 'pg_catalog.pg_class'::regclass AND u.refobjid = c.oid
          WHERE a.adrelid = d.refobjid AND a.adnum = d.refobjsubid) AS draws
  FROM pg_catalog.pg_sequence s
  JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0
        AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
 WHERE c.relnamespace IN (${userNamespaces})
 ORDER BY c.oid`;

// The array of a type depends on it internally; a member of an extension is not the user's to drop.
const unusedTypesSql = `
SELECT t.oid, pg_catalog.pg_get_userbyid(t.typowner) AS owner, pg_catalog.pg_has_role(t.typowner, 'USAGE') AS owned,
       pg_catalog.obj_description(t.oid, 'pg_type') AS comment, t.typacl IS NOT NULL AS granted
  FROM pg_catalog.pg_type t
 WHERE t.typtype = 'e' AND t.typnamespace IN (${userNamespaces})
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.refclassid = 'pg_catalog.pg_type'::regclass AND d.refobjid IN (t.oid, t.typarray)
                      AND d.deptype <> 'i')
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
 ORDER BY t.oid`;

const buildingSql = `
SELECT index_relid AS oid FROM pg_catalog.pg_stat_progress_create_index
 WHERE datname = pg_catalog.current_database()`;

/**
 * Opening a table to see its size takes longer than all else that is asked of it. From 14 on `reltuples` is 0 only
 * where VACUUM or ANALYZE found no row, and what came in since is counted, but on a standby.
 */
function emptySql(serverVersion: number): string {
  const seen = serverVersion >= 140_000 ? 'c.reltuples = 0' : 'false';
  return `
SELECT c.oid FROM pg_catalog.pg_class c
 WHERE c.relkind = 'r' AND c.relnamespace IN (${userNamespaces}) AND c.relpages = 0
   AND CASE WHEN ${seen} AND pg_catalog.pg_stat_get_tuples_inserted(c.oid) = 0 AND NOT pg_catalog.pg_is_in_recovery() THEN true
            ELSE pg_catalog.pg_relation_size(c.oid) = 0 END`;
}

/**
 * Reads what stands in the database beside its schema, in five queries whatever the number of tables.
 *
 * @param session inside a transaction, under quietSettings. Whether tables are empty is not waited for: a table that
 * somebody else has locked would hold it up.
 */
export async function readStanding(session: Session, journalSchema: string): Promise<Standing> {
  const triggers = await session.query<TriggerRow>(triggersSql, [journalSchema]);
  const sequences = await session.query<OwnedSequence>(sequencesSql, [journalSchema]);
  const types = await session.query<UnusedType>(unusedTypesSql, [journalSchema]);
  const building = await session.query<{ oid: number }>(buildingSql);
  const empty = await attempt(session, () =>
    withSettings(session, { lock_timeout: '1s' }, () =>
      session.query<{ oid: number }>(emptySql(session.serverVersion), [journalSchema]),
    ),
  );
  return {
    silentTriggers: triggers.rows.map(toTrigger),
    sequences: sequences.rows.map((row) => ({ ...row })),
    unusedTypes: types.rows.map((row) => ({ ...row })),
    building: new Set(building.rows.map((row) => row.oid)),
    empty: 'error' in empty ? null : new Set(empty.value.rows.map((row) => row.oid)),
  };
}

function toTrigger({ constraint, schema, table, name, state }: TriggerRow): SilentTrigger {
  return {
    constraint,
    table: { schema, name: table },
    name,
    state: state === 'D' ? 'disabled' : 'replica',
  };
}
