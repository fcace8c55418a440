import { setTimeout as sleep } from 'node:timers/promises';
import { PgmendError } from '../postgres/pgmend-error.ts';
import type { Param, QueryResult, Session } from '../postgres/session.ts';
import type { ClientLink } from './client-link.ts';

/** Milliseconds after which a cancel request without effect is sent once more. */
const cancelAgain = 200;

/** The client's own upstream connection, lent while its statement is held. */
export class HeldSession implements Session {
  readonly #link: ClientLink;
  #last: Promise<unknown> = Promise.resolve();
  #running = 0;
  #closed = false;

  constructor(link: ClientLink) {
    this.#link = link;
  }

  get serverVersion(): number {
    return this.#link.settings.serverVersion;
  }

  query<R = Record<string, unknown>>(
    sql: string,
    params: readonly Param[] = [],
  ): Promise<QueryResult<R>> {
    const turn = this.#last.then(async () => {
      if (this.#closed) throw abandoned();
      this.#running += 1;
      try {
        return (await this.#link.server.own(sql, params)) as QueryResult<R>;
      } finally {
        this.#running -= 1;
      }
    });
    this.#last = turn.catch(() => {});
    return turn;
  }

  /** Takes the connection back; a statement that still runs is cancelled and waited for. */
  async close(): Promise<void> {
    this.#closed = true;
    let ended = false;
    const last = this.#last.then(() => {
      ended = true;
    });
    // A cancel request that overtakes the statement finds an idle backend and does nothing.
    while (this.#running > 0 && !ended) {
      await this.#link.cancelling.cancelRunning();
      await Promise.race([last, sleep(cancelAgain)]);
    }
    await last;
  }
}

function abandoned(): PgmendError {
  return new PgmendError(
    'abandoned',
    'The statement is not held any more: the client has gone or has cancelled it.',
    'Nothing has been changed. Run the command again.',
    1,
  );
}
