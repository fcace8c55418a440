import { randomBytes } from 'node:crypto';
import { startScratch } from '../embedded/start-embedded.ts';
import { connect } from '../postgres/connect.ts';
import { quoteIdent } from '../postgres/quote.ts';
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
 * The embedded database, or a new one on a server, whose role must be allowed to create one.
 *
 * @param onGuest told of a statement that came outside the transaction which was open on another connection; only the
 *   embedded database knows.
 * @throws PgmendError as connecting and starting do; ServerError `42501` where the role may not create a database
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
  await administer(server, `CREATE DATABASE ${quoteIdent(name)} TEMPLATE template0`);
  const target = { ...server, database: name };
  const drop = () => administer(server, `DROP DATABASE IF EXISTS ${quoteIdent(name)} WITH (FORCE)`);
  try {
    const door = await openScratchDoor(target);
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
    await drop();
    throw error;
  }
}

async function administer(target: Target, sql: string): Promise<void> {
  const session = await connect(target);
  try {
    await session.query(sql);
  } finally {
    await session.close();
  }
}
