import { pipelined } from '../postgres/pipelined.ts';
import type { Session } from '../postgres/session.ts';
import { packedFacts, packedRow, packedRows, packedWord } from './packed-facts.ts';
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

interface SequencesRow {
  names: string[] | null;
  /** Of each its OID, schema, table, column and type; cycle and draws as digits; increment and maximum. */
  facts: string | null;
  schemas: Record<string, string>;
  types: Record<string, string>;
}

const sequencesSql = `
SELECT pg_catalog.json_agg(x.name) AS names, ${packedRows('x.facts')} AS facts,
       (SELECT pg_catalog.json_object_agg(n.oid, n.nspname) FROM pg_catalog.pg_namespace n) AS schemas,
       (SELECT pg_catalog.json_object_agg(t.type, pg_catalog.format_type(t.type, NULL))
          FROM (SELECT DISTINCT seqtypid AS type FROM pg_catalog.pg_sequence) t) AS types
  FROM (SELECT c.relname AS name,
               ${packedRow(
                 'c.oid, c.relnamespace, d.refobjid, d.refobjsubid, s.seqtypid',
                 packedWord("s.seqcycle::int4, (d.deptype = 'i' OR u.refobjid IS NOT NULL)::int4"),
                 // They may be larger than a JavaScript number tells apart.
                 packedWord('s.seqincrement'),
                 packedWord('s.seqmax'),
               )} AS facts
          FROM pg_catalog.pg_sequence s
          JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid AND c.relkind = 'S'
          JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0
                AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
          LEFT JOIN pg_catalog.pg_attrdef a ON a.adrelid = d.refobjid AND a.adnum = d.refobjsubid
          LEFT JOIN pg_catalog.pg_depend u ON u.classid = 'pg_catalog.pg_attrdef'::regclass AND u.objid = a.oid
                AND u.objsubid = 0 AND u.refclassid = 'pg_catalog.pg_class'::regclass AND u.refobjid = c.oid AND u.refobjsubid = 0
         WHERE c.relnamespace IN (${userNamespaces})
         ORDER BY c.oid) x`;

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
 * Reads what stands in the database beside its schema, in four queries whatever the number of tables; which tables are
 * empty is `readEmptyTables`'s.
 *
 * @param session inside a transaction, under quietSettings.
 */
export async function readStanding(
  session: Session,
  journalSchema: string,
): Promise<Omit<Standing, 'empty'>> {
  const [triggers, sequences, types, building] = await pipelined(session, (ahead) =>
    Promise.all([
      ahead.query<TriggerRow>(triggersSql, [journalSchema]),
      ahead.query<SequencesRow>(sequencesSql, [journalSchema]),
      ahead.query<UnusedType>(unusedTypesSql, [journalSchema]),
      ahead.query<{ oid: number }>(buildingSql),
    ]),
  );
  return {
    silentTriggers: triggers.rows.map(toTrigger),
    sequences: sequences.rows.flatMap(toSequences),
    unusedTypes: types.rows.map((row) => ({ ...row })),
    building: new Set(building.rows.map((row) => row.oid)),
  };
}

function toSequences({ names, facts, schemas, types }: SequencesRow): OwnedSequence[] {
  const read = packedFacts(facts);
  return (names ?? []).map((name): OwnedSequence => {
    const oid = read.number();
    const schema = schemas[read.number()] ?? '';
    const [table, column] = [read.number(), read.number()];
    const type = types[read.number()] ?? '';
    const [cycle, draws] = read.word();
    const [increment, maximum] = [read.word(), read.word()];
    return {
      oid,
      schema,
      name,
      table,
      column,
      type,
      increment,
      maximum,
      cycle: cycle === '1',
      draws: draws === '1',
    };
  });
}

function toTrigger({ constraint, schema, table, name, state }: TriggerRow): SilentTrigger {
  return {
    constraint,
    table: { schema, name: table },
    name,
    state: state === 'D' ? 'disabled' : 'replica',
  };
}
