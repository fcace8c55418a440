import { setTimeout as sleep } from 'node:timers/promises';
import type { Session } from '../../postgres/session.ts';
import type { Pace } from './pace.ts';

/** What copies and builds learns of the others on the server. */
export interface Room {
  /** Called before each piece of work; resolves when it may begin, and throws when it is to stop. */
  readonly mayGoOn: () => Promise<void>;
  /** Others use the server. */
  readonly isBusy: () => boolean;
  /** Connections that may work while others use the server. */
  readonly whileBusy: number;
  readonly pace: Pace;
}

/** Milliseconds after which a connection that gave way looks again. */
const again = 500;

/**
 * Waits for the turn of the connection number `at`, from 0: where others use the server, only the first ones work.
 *
 * @returns false when nothing is left to do.
 */
export async function awaitTurn(room: Room, at: number, isLeft: () => boolean): Promise<boolean> {
  for (;;) {
    if (!isLeft()) return false;
    await room.mayGoOn();
    if (!isLeft()) return false;
    if (at < room.whileBusy || !room.isBusy()) return true;
    await sleep(again);
  }
}

/**
 * Where others use the server, the statements of this transaction take one processor and no more.
 *
 * @param session inside a transaction.
 */
export async function giveWay(session: Session, { isBusy }: Pick<Room, 'isBusy'>): Promise<void> {
  if (!isBusy()) return;
  await session.query(
    `SELECT pg_catalog.set_config('max_parallel_workers_per_gather', '0', true), pg_catalog.set_config('max_parallel_maintenance_workers', '0', true)`,
  );
}
