import { attempt } from '../postgres/attempt.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import { displayIdent, quoteIdent, quoteLiteral } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';

/**
 * The tables of the journal. `runs` are invocations of pgmend, `repairs` what each did in one transaction, with its
 * plan and proof; `steps` how; `value_pairs` and `kept_values` what undo needs and what matched nothing; `kept_rows`
 * rows set aside; `put_off_keys` foreign keys that are laid later.
 */
const tables = (schema: string): string[] => [
  `CREATE TABLE IF NOT EXISTS ${schema}.runs (
    id text PRIMARY KEY, started timestamptz NOT NULL DEFAULT now(), command text NOT NULL, version text NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS ${schema}.repairs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, run text NOT NULL REFERENCES ${schema}.runs (id),
    kind text NOT NULL CHECK (kind IN ('mend', 'undo')),
    state text NOT NULL CHECK (state IN ('applied', 'undone', 'finished')),
    made timestamptz NOT NULL DEFAULT clock_timestamp(), statement text, migration text,
    plan jsonb NOT NULL, proof jsonb)`,
  `CREATE TABLE IF NOT EXISTS ${schema}.steps (
    repair bigint NOT NULL REFERENCES ${schema}.repairs (id), number integer NOT NULL, kind text NOT NULL,
    title text NOT NULL, sql text[] NOT NULL, done timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (repair, number))`,
  `CREATE TABLE IF NOT EXISTS ${schema}.value_pairs (
    repair bigint NOT NULL REFERENCES ${schema}.repairs (id), conversion integer NOT NULL, old text NOT NULL, new text NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS ${schema}.kept_values (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, repair bigint NOT NULL REFERENCES ${schema}.repairs (id),
    conversion integer NOT NULL, table_schema text NOT NULL, table_name text NOT NULL, column_name text NOT NULL,
    row_key jsonb NOT NULL, value text NOT NULL, new_value text,
    reason text NOT NULL CHECK (reason IN ('unmatched', 'collapsed', 'not in the old type')), restored timestamptz)`,
  `CREATE TABLE IF NOT EXISTS ${schema}.kept_rows (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, repair bigint NOT NULL REFERENCES ${schema}.repairs (id),
    conversion integer NOT NULL, table_schema text NOT NULL, table_name text NOT NULL,
    content jsonb NOT NULL, record text NOT NULL, restored timestamptz)`,
  `CREATE TABLE IF NOT EXISTS ${schema}.put_off_keys (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, repair bigint NOT NULL REFERENCES ${schema}.repairs (id),
    table_schema text NOT NULL, table_name text NOT NULL, name text NOT NULL, key jsonb NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'laid', 'forgotten')))`,
];

const ownNames = [
  'runs',
  'repairs',
  'steps',
  'value_pairs',
  'kept_values',
  'kept_rows',
  'put_off_keys',
];
const ownTables = `(${ownNames.map(quoteLiteral).join(', ')})`;

/**
 * Makes the journal where it is not there yet, readable by its owner alone whatever the default privileges are.
 *
 * @param session inside a transaction, under quietSettings.
 * @throws PgmendError `journal-not-allowed` with the statement that the right person would run,
 *   `journal-of-another-role` when somebody else owns it and could read what it keeps,
 *   `journal-schema-in-use` when the schema holds tables of somebody else, which the proof would overlook.
 */
export async function ensureJournal(session: Session, schema: string): Promise<void> {
  const name = quoteIdent(schema);
  const { rows } = await session.query<{
    exists: boolean;
    complete: boolean;
    foreign: string | null;
    otherOwner: string | null;
    role: string;
  }>(
    `SELECT current_user::text AS role, EXISTS (SELECT FROM pg_namespace WHERE nspname = $1) AS exists, ` +
      `(SELECT min(c.relname) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace ` +
      `WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relname NOT IN ${ownTables}) AS foreign, ` +
      `(SELECT min(o.owner::regrole::text) FROM (SELECT nspowner AS owner FROM pg_namespace WHERE nspname = $1 AND EXISTS ` +
      `(SELECT FROM pg_class WHERE relnamespace = pg_namespace.oid AND relname IN ${ownTables}) ` +
      `UNION ALL SELECT c.relowner FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace ` +
      `WHERE n.nspname = $1 AND c.relname IN ${ownTables}) AS o WHERE NOT pg_has_role(o.owner, 'USAGE')) AS "otherOwner", ` +
      `(SELECT count(*) = ${ownNames.length} FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace ` +
      `WHERE n.nspname = $1 AND c.relkind = 'r' AND c.relname IN ${ownTables}) AS complete`,
    [schema],
  );
  const otherOwner = rows[0]?.otherOwner ?? null;
  if (otherOwner !== null) {
    throw new PgmendError(
      'journal-of-another-role',
      `The journal in schema ${displayIdent(schema)} belongs to role ${otherOwner}, who could read the values that it keeps.`,
      'Connect as that role, or name a schema of your own with --journal-schema.',
    );
  }
  if (rows[0]?.complete === true) return;
  const foreign = rows[0]?.foreign ?? null;
  if (foreign !== null) {
    throw new PgmendError(
      'journal-schema-in-use',
      `Schema ${displayIdent(schema)} holds other tables (${displayIdent(foreign)}), so it cannot be the journal's.`,
      'Name an empty schema, or one that does not exist yet, with --journal-schema.',
    );
  }
  const made = await attempt(session, async () => {
    if (rows[0]?.exists !== true) await session.query(`CREATE SCHEMA ${name}`);
    for (const sql of tables(name)) await session.query(sql);
    await revokeFromOthers(session, schema);
  });
  if ('error' in made) {
    if (made.error.sqlstate !== '42501') throw made.error;
    throw new PgmendError(
      'journal-not-allowed',
      `This role may not create schema ${displayIdent(schema)} for the journal: ${made.error.message}.`,
      `Name a schema that it may use with --journal-schema, or let the owner of the database run: CREATE SCHEMA ${name} AUTHORIZATION ${quoteIdent(rows[0]?.role ?? '')}`,
      2,
      { cause: made.error },
    );
  }
}

/** ALTER DEFAULT PRIVILEGES may have granted the new objects to others. */
async function revokeFromOthers(session: Session, schema: string): Promise<void> {
  const { rows } = await session.query<{ sql: string }>(
    `SELECT format('REVOKE ALL ON TABLE %I.%I FROM %s', $1::text, c.relname, ` +
      `CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE format('%I', pg_get_userbyid(a.grantee)) END) AS sql ` +
      `FROM pg_class AS c CROSS JOIN LATERAL aclexplode(c.relacl) AS a ` +
      `WHERE c.relnamespace = ${quoteLiteral(quoteIdent(schema))}::regnamespace AND c.relkind = 'r' AND a.grantee <> c.relowner GROUP BY 1`,
    [schema],
  );
  for (const { sql } of rows) await session.query(sql);
}
