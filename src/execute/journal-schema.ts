import { attempt } from '../postgres/attempt.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import { displayIdent, quoteIdent, quoteLiteral } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';
import {
  journalTableNames,
  journalTablesSql,
  liveTableNames,
  liveTablesSql,
} from './journal-tables.ts';

const ownNames = [...journalTableNames, ...liveTableNames];
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
    begun: boolean;
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
      `WHERE n.nspname = $1 AND c.relkind = 'r' AND c.relname IN ${ownTables}) AS complete, ` +
      // A journal of an earlier version lacks a table, and has what a repair keeps for its undo.
      `EXISTS (SELECT FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = 'repairs') ` +
      `AND EXISTS (SELECT FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = 'kept_values') AS begun`,
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
  if (foreign !== null && rows[0]?.begun !== true) {
    throw new PgmendError(
      'journal-schema-in-use',
      `Schema ${displayIdent(schema)} holds other tables (${displayIdent(foreign)}), so it cannot be the journal's.`,
      'Name an empty schema, or one that does not exist yet, with --journal-schema.',
    );
  }
  const made = await attempt(session, async () => {
    if (rows[0]?.exists !== true) await session.query(`CREATE SCHEMA ${name}`);
    for (const sql of [...journalTablesSql(name), ...liveTablesSql(name)]) await session.query(sql);
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
