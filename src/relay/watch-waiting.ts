import { connect, type OwnSession } from '../postgres/connect.ts';
import type { Target } from '../postgres/target.ts';
import { findHolders, type Holder, type LockWait } from './find-holders.ts';
import type { ClientConnection } from './held-statement.ts';

/** A statement of the command that waits for a lock. */
export interface Waiting extends Omit<LockWait, 'pid' | 'holders'> {
  readonly connection: ClientConnection;
  readonly holders: readonly WaitedFor[];
  /** The wait was longer than allowed: the statement has been cancelled. */
  readonly ended: boolean;
}

export interface WaitedFor extends Holder {
  /** The command's own connection that holds the lock: the migration waits for itself. */
  readonly connection: ClientConnection | null;
}

/** A connection of the command, as far as waiting goes. */
export interface Waiter {
  readonly info: ClientConnection;
  /** `busySince`: since when the server owes an answer (`Date.now()`); null while it owes none. */
  readonly server: { readonly busySince: number | null };
  /** What the client had run last; null before the first statement. */
  readonly lastStatement: string | null;
  /** `holds`: something is held, whose repair has limits of its own. */
  readonly cancelling: { readonly holds: boolean; cancelRunning(): Promise<void> };
}

export interface WaitingWatch {
  close(): void;
}

/** Milliseconds: how often is looked, how old an unanswered unit is then, and the pause after a failure. */
const interval = 500;
const patience = 1_000;
const pause = 10_000;

/**
 * Finds out whom a statement waits for, when its answer takes longer than a second: on a connection of pgmend's own,
 * open only meanwhile. Says it once for each wait and whenever the holders change. Silent where connections cannot be
 * told apart by process ids: without any, or where several share one, as on PGlite.
 *
 * @param lockTimeout milliseconds after which a wait is ended by cancelling the statement; null waits on.
 */
export function watchWaiting(options: {
  readonly target: Target;
  readonly waiters: () => Iterable<Waiter>;
  readonly onWaiting: (waiting: Waiting) => void;
  readonly lockTimeout: number | null;
}): WaitingWatch {
  const said = new Map<Waiter, string>();
  let session: OwnSession | null = null;
  let asking = false;
  let closed = false;
  let notBefore = 0;

  function hangUp(): void {
    void session?.close();
    session = null;
  }

  async function tick(): Promise<void> {
    const all = [...options.waiters()];
    const slow = all.filter(
      ({ server: { busySince }, info }) =>
        busySince !== null && Date.now() - busySince > patience && info.pid !== 0,
    );
    for (const waiter of said.keys()) if (!slow.includes(waiter)) said.delete(waiter);
    if (slow.length === 0) return hangUp();
    // 0: not in yet.
    const pids = all.map(({ info }) => info.pid).filter((pid) => pid !== 0);
    if (Date.now() < notBefore || new Set(pids).size < pids.length) return;
    session ??= await connect(options.target);
    // One session for everybody: there is nobody to wait for.
    if (pids.includes(session.pid)) return stop();
    if (closed) return hangUp();
    const before = new Map(slow.map((waiter) => [waiter, waiter.server.busySince]));
    const waits = await findHolders(
      session,
      slow.map(({ info }) => info.pid),
    );
    for (const wait of waits) {
      const waiter = slow.find(({ info }) => info.pid === wait.pid);
      // Answered meanwhile.
      if (waiter === undefined || waiter.server.busySince !== before.get(waiter)) continue;
      await tell(waiter, wait, all);
    }
  }

  async function tell(waiter: Waiter, found: LockWait, all: readonly Waiter[]): Promise<void> {
    // While something is held, what waits is a statement of pgmend's own on behalf of the client's.
    const { pid: _, ...wait } = waiter.cancelling.holds
      ? { ...found, statement: waiter.lastStatement ?? found.statement }
      : found;
    const holders = wait.holders.map((holder) => {
      const own = all.find(({ info }) => info.pid === holder.pid);
      return {
        ...holder,
        lastStatement: own?.lastStatement ?? holder.lastStatement,
        connection: own?.info ?? null,
      };
    });
    const tooLong =
      options.lockTimeout !== null &&
      wait.seconds * 1_000 >= options.lockTimeout &&
      !waiter.cancelling.holds;
    const key = JSON.stringify([wait.statement, wait.holders.map(({ pid }) => pid), tooLong]);
    if (said.get(waiter) !== key) {
      said.set(waiter, key);
      options.onWaiting({ ...wait, holders, connection: waiter.info, ended: tooLong });
    }
    if (tooLong) await waiter.cancelling.cancelRunning();
  }

  const timer = setInterval(() => {
    if (asking) return;
    asking = true;
    tick()
      .catch(() => {
        // Who cannot look stays silent: the migration itself goes on as it would without.
        notBefore = Date.now() + pause;
        hangUp();
      })
      .finally(() => {
        asking = false;
      });
  }, interval);
  timer.unref();

  function stop(): void {
    closed = true;
    clearInterval(timer);
    hangUp();
  }
  return { close: stop };
}
