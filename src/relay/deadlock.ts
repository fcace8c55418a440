import type { ClientConnection, HeldStatement } from './held-statement.ts';
import type { Waiter } from './watch-waiting.ts';

/** Connections of one command that waited for each other, until the server ended one of them. */
export interface Deadlock {
  /** The one that the server chose. */
  readonly connection: ClientConnection;
  readonly statement: string;
  readonly others: readonly {
    readonly connection: ClientConnection;
    readonly statement: string | null;
  }[];
}

/** A connection of the command and what it had run last. */
export type Connected = Pick<Waiter, 'info' | 'lastStatement'>;

export const deadlockDetected = '40P01';

/**
 * The deadlock that an error tells of, where other connections of the same command are in it; null otherwise.
 * DETAIL names the processes, as numbers in every language: DeadLockReport() in storage/lmgr/deadlock.c.
 *
 * @param all the connections of the command, as they were when the server ended the deadlock.
 */
export function deadlockIn(held: HeldStatement, all: Iterable<Connected>): Deadlock | null {
  if (held.error.sqlstate !== deadlockDetected) return null;
  const named = new Set(held.error.fields.detail?.match(/\d+/g)?.map(Number));
  const others = [...all].filter(
    ({ info }) => info.pid !== held.connection.pid && named.has(info.pid),
  );
  if (others.length === 0) return null;
  return {
    connection: held.connection,
    statement: held.sql,
    others: others.map(({ info, lastStatement }) => ({
      connection: info,
      statement: lastStatement,
    })),
  };
}
