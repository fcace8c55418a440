import { randomBytes } from 'node:crypto';
import { startScratch } from '../embedded/start-embedded.ts';
import { connect } from '../postgres/connect.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import { quoteIdent, quoteLiteral } from '../postgres/quote.ts';
import { ServerError } from '../postgres/server-error.ts';
import { describeServer, type Target } from '../postgres/target.ts';
import { openScratchDoor } from '../relay/scratch-door.ts';

/** A database for one replay. */
export interface Scratch {
  /** For pgmend's own looks. */
  readonly target: Target;
  /** Where the command is led to: it takes any user and any name of a database. */
  readonly door: Target;
  /** All connections share one session, so that nothing waits for a lock. */
  readonly shared: boolean;
  /** For people. */
  readonly name: string;
  /** Takes it away again. */
  close(): Promise<void>;
}

/**
 * The embedded database, or a new one on a server. On a server the command logs in as a role of its own, which owns the
 * scratch database and may do nothing else: whatever a migration says, other databases, roles and settings of the
 * server are out of its reach.
 *
 * @param onGuest told of a statement that came outside the transaction which was open on another connection; only the
 *   embedded database knows.
 * @throws PgmendError `scratch-not-allowed` where the server's role may not create databases and roles, and as
 *   connecting and starting do
 */
export async function openScratch(
  server: Target | null,
  onGuest: (sql: string | null) => void,
): Promise<Scratch> {
  if (server === null) {
    const { target, close } = await startScratch(({ sql }) => onGuest(sql));
    return { target, door: target, shared: true, name: 'the embedded database', close };
  }
  const name = `pgmend_replay_${randomBytes(4).toString('hex')}`;
  const password = randomBytes(18).toString('base64url');
  const drop = () =>
    administer(server, [
      `DROP DATABASE IF EXISTS ${quoteIdent(name)} WITH (FORCE)`,
      `DROP ROLE IF EXISTS ${quoteIdent(name)}`,
    ]);
  try {
    await administer(server, [
      `CREATE ROLE ${quoteIdent(name)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD ${quoteLiteral(password)}`,
      // Needed where the server's role is no superuser.
      `GRANT ${quoteIdent(name)} TO CURRENT_USER`,
      `CREATE DATABASE ${quoteIdent(name)} OWNER ${quoteIdent(name)} TEMPLATE template0`,
    ]).catch((error: unknown) => {
      throw error instanceof ServerError && error.sqlstate === '42501'
        ? notAllowed(server, error)
        : error;
    });
    const target = { ...server, database: name };
    const door = await openScratchDoor({ ...target, user: name, password });
    return {
      target,
      door: door.target,
      shared: false,
      name: `a scratch database on ${describeServer(server)}`,
      async close() {
        await door.close();
        await drop();
      },
    };
  } catch (error) {
    await drop().catch(() => {});
    throw error;
  }
}

function notAllowed(server: Target, cause: ServerError): PgmendError {
  return new PgmendError(
    'scratch-not-allowed',
    `${server.user} may not create databases and roles on ${describeServer(server)}: a replay runs as a role of its own there, which reaches nothing but its database.`,
    'Name a server of your own, such as a local one, or leave --server out for the embedded database.',
    2,
    { cause },
  );
}

async function administer(target: Target, statements: readonly string[]): Promise<void> {
  const session = await connect(target);
  try {
    for (const sql of statements) await session.query(sql);
  } finally {
    await session.close();
  }
}
