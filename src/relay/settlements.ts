import type { HeldStatement, Settlement } from './held-statement.ts';
import { code } from './messages.ts';
import type { LinkOptions } from './relay.ts';
import type { ServerLine } from './server-line.ts';

/** Counts the repairs of the open transaction; the server takes it back with a ROLLBACK TO. */
const marker = 'pgmend.mended';

/** Says how held statements ended: for a repair in the client's own transaction, when that has ended. */
export class Settlements {
  readonly #options: LinkOptions;
  readonly #server: ServerLine;
  /** Repairs whose transaction the client has not ended yet, the oldest first. */
  readonly #open: HeldStatement[] = [];

  constructor(options: LinkOptions, server: ServerLine) {
    this.#options = options;
    this.#server = server;
  }

  /** A repair waits for the end of the client's transaction. */
  get waiting(): boolean {
    return this.#open.length > 0;
  }

  settle(held: HeldStatement, settlement: Settlement): void {
    try {
      this.#options.onSettled?.(held, settlement);
    } catch {
      // What listens must not break what flows.
    }
  }

  /** A unit that was not prepared for failed; it is told, not held. */
  explain(held: HeldStatement): void {
    try {
      this.#options.onPassed(held);
      if (this.#options.holds?.(held) !== true) return;
    } catch {
      // As above.
      return;
    }
    this.settle(held, { kind: 'passed' });
  }

  /** Lays the mark by which a ROLLBACK TO shows which repairs it takes back. @throws ServerError */
  async mark(repairs: number): Promise<void> {
    const count = String(this.#open.length + repairs);
    await this.#server.own(`SELECT pg_catalog.set_config($1, $2, true)`, [marker, count]);
  }

  /** Repairs that last when the client commits. */
  leaveOpen(repaired: readonly HeldStatement[]): void {
    this.#open.push(...repaired);
  }

  /** Follows the transaction that earlier repairs wait in. @param status after the unit with these tags. */
  async follow(tags: readonly string[], status: number): Promise<void> {
    if (!this.waiting) return;
    if (tags.some((tag) => tag === 'COMMIT' || tag === 'PREPARE TRANSACTION')) {
      for (const held of this.#open.splice(0)) this.settle(held, { kind: 'committed' });
      return;
    }
    // Ended without a COMMIT: also by one that failed.
    if (status === code('I')) this.#takeBack(0);
    // ROLLBACK TO: the server has put the count back to what it was at that savepoint.
    else if (tags.includes('ROLLBACK') && status === code('T')) {
      this.#takeBack(await this.#marked());
    }
  }

  /** The connection is gone, and the transaction with it. */
  lost(): void {
    this.#takeBack(0);
  }

  async #marked(): Promise<number> {
    const { rows } = await this.#server.own(
      `SELECT coalesce(pg_catalog.current_setting($1, true), '') AS count`,
      [marker],
    );
    return Number(rows[0]?.count ?? 0);
  }

  #takeBack(left: number): void {
    for (const held of this.#open.splice(left)) this.settle(held, { kind: 'rolled back' });
  }
}

/** The same statement failed for the same reason. */
export function sameFailure(one: HeldStatement, other: HeldStatement): boolean {
  const { fields: a } = one.error;
  const { fields: b } = other.error;
  return (
    one.sql === other.sql &&
    a.sqlstate === b.sqlstate &&
    a.message === b.message &&
    a.detail === b.detail
  );
}
