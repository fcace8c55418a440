import type { PgmendError } from '../postgres/pgmend-error.ts';
import type { Param, QueryResult } from '../postgres/session.ts';
import type { Flight } from './flight.ts';
import { FlightQueue } from './flight-queue.ts';
import { coalesce, wantedTypes } from './frames.ts';
import { code } from './messages.ts';
import { closeReserved, OwnFlight, ownCommands, ownStatement } from './own-statements.ts';
import { releaseBefore } from './savepoints.ts';
import type { SocketPair } from './socket-pair.ts';

const idleTypes = wantedTypes('SZE');

/** What is sent to the server of one client, and to whom its answers go. */
export class ServerLine {
  /** Transaction status as the server said last. */
  status = 0;
  /** The savepoint before the last unit is still there. */
  savepointLeft = false;
  readonly #pair: SocketPair;
  readonly #beforeWrite: () => void;
  readonly #flights = new FlightQueue();
  readonly #onWanted: (types: Uint8Array) => void;
  #lost: PgmendError | null = null;

  /**
   * @param listener `beforeWrite` lets what the client sent before go first; `onWanted` is told which messages of the
   * server's have to be seen from now on.
   */
  constructor(
    pair: SocketPair,
    listener: {
      readonly beforeWrite: () => void;
      readonly onWanted: (types: Uint8Array) => void;
    },
  ) {
    this.#pair = pair;
    this.#beforeWrite = listener.beforeWrite;
    this.#onWanted = listener.onWanted;
  }

  /** Why the server is gone; null while it is there. */
  get lost(): PgmendError | null {
    return this.#lost;
  }

  /** When the server got to what it does now (`Date.now()`); null while it owes no answer. */
  get busySince(): number | null {
    return this.#flights.busySince;
  }

  /** It owes no answer, and no transaction is open. */
  get rests(): boolean {
    return this.#flights.first === undefined && this.status === code('I');
  }

  /** Resolves when everything sent so far is answered; null when it is. @throws PgmendError when the server is gone. */
  idle(): Promise<void> | null {
    return this.#lost === null ? this.#flights.idle() : Promise.reject(this.#lost);
  }

  /** Sends what ends in one ReadyForQuery. */
  send(frames: readonly Buffer[], flight: Flight): void {
    if (this.#lost !== null) {
      flight.lost(this.#lost);
      return;
    }
    this.expect(flight);
    this.more(frames);
  }

  /** What is sent next is answered to this flight. */
  expect(flight: Flight): void {
    this.#flights.add(flight);
    if (this.#flights.first === flight) this.#onWanted(flight.wanted);
  }

  /** Sends on for the flight that is under way. */
  more(frames: readonly Buffer[]): void {
    this.#beforeWrite();
    const { server } = this.#pair;
    const joined = coalesce(frames);
    if (joined.length > 1) server.cork();
    for (const bytes of joined) this.#pair.toServer(bytes);
    if (joined.length > 1) server.uncork();
  }

  /** A statement of pgmend's own. Rejects with ServerError, or PgmendError when the connection is gone. */
  own(sql: string, params: readonly Param[] = []): Promise<QueryResult<Record<string, unknown>>> {
    return new Promise((resolve, reject) => {
      const failed = (error: Error) => {
        // The error skipped the closing of the reserved names.
        if (this.#lost === null) {
          const quiet = new OwnFlight(
            () => {},
            () => {},
          );
          this.send([closeReserved], quiet);
        }
        reject(error);
      };
      this.send([ownStatement(sql, params)], new OwnFlight(resolve, failed));
    });
  }

  /**
   * Savepoint commands in front of a unit. A simple Query destroys the client's unnamed statement, as the client's
   * own simple Query is about to do anyway.
   */
  command(sql: readonly string[], simple: boolean): Promise<unknown> {
    if (!simple) return Promise.all(sql.map((one) => this.own(one)));
    return new Promise((resolve, reject) => {
      this.send([ownCommands(sql.join(';'))], new OwnFlight(resolve, reject));
    });
  }

  /** The savepoint of the unit before is released together with what comes next. */
  release(simple: boolean): void {
    if (!this.savepointLeft) return;
    this.savepointLeft = false;
    this.command([releaseBefore], simple).catch(() => {});
  }

  /** The client is in. */
  begin(status: number): void {
    this.status = status;
    this.#onWanted(idleTypes);
  }

  /** A message of the server's. True passes it to the client. */
  frame(kind: number, frame: Buffer): boolean {
    const flight = this.#flights.first;
    if (flight === undefined) return true;
    const passes = flight.frame(kind, frame);
    if (kind === code('Z')) {
      this.status = frame[5] as number;
      this.#flights.answered();
    }
    this.#onWanted(this.#flights.first?.wanted ?? idleTypes);
    return passes;
  }

  /** The server is gone: what waits for answers is told. */
  gone(reason: PgmendError): void {
    this.#lost = reason;
    this.#flights.lost(reason);
  }
}
