import type { Socket } from 'node:net';
import type { PgmendError } from '../postgres/pgmend-error.ts';
import type { Param, QueryResult } from '../postgres/session.ts';
import type { Target } from '../postgres/target.ts';
import { type BackendKey, type CancelDesk, cancelRequest, sendCancel } from './cancel.ts';
import type { Flight } from './flight.ts';
import { coalesce, FrameReader, longestFrame, wantedTypes } from './frames.ts';
import type { ClientConnection, HeldStatement } from './held-statement.ts';
import {
  code,
  errorResponse,
  parameterStatus,
  readyForQuery,
  serverErrorOf,
  strings,
  versionNumber,
} from './messages.ts';
import {
  closeReserved,
  connectionLost,
  OwnFlight,
  ownCommands,
  ownStatement,
} from './own-statements.ts';
import { PlainFlight } from './plain-flight.ts';
import { PreparedStatements } from './prepared-statements.ts';
import type { RelayOptions } from './relay.ts';
import { suspectsDowngrade, withoutChannelBinding } from './sasl.ts';
import { startupParameters } from './startup.ts';
import { type Message, sqlsOf, type, type Unit, watchOf } from './unit.ts';
import { releaseBefore, WatchedUnit } from './watched-unit.ts';

const fromServerIdle = wantedTypes('SZE');
const fromServerStarting = wantedTypes('RKSZEv');
const fromClient = wantedTypes('d', true);
const mostWaiting = 4_194_304;
const lingering = 2_000;
/** Bytes of an answer after which it counts as large, and how many are then written together. */
const largeResult = 262_144;
const gathered = 65_536;

/** One client connection and the server connection that belongs to it. */
export class ClientLink {
  readonly prepared = new PreparedStatements();
  /** Transaction status as the server said last. */
  status = 0;
  /** Repairs whose transaction the client has not ended yet, the oldest first. */
  unsettled: HeldStatement[] = [];
  /** The savepoint before the last unit is still there. */
  savepointLeft = false;
  readonly options: RelayOptions;
  readonly target: Target;
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #desk: CancelDesk;
  readonly #number: number;
  readonly #startup: Map<string, string>;
  readonly #fromClient: FrameReader;
  readonly #fromServer: FrameReader;
  readonly #flights: Flight[] = [];
  readonly #known = new Map<string, string>();
  readonly #actual = new Map<string, string>();
  #info: ClientConnection | null = null;
  #key: BackendKey | null = null;
  #unregister: () => void = () => {};
  #ready = false;
  #bindingStripped = false;
  #unit: Unit | null = null;
  #unitBytes = 0;
  /** The client's last unit went out before its Sync came. */
  #open: Flight | null = null;
  #absorbSync = false;
  #watched: WatchedUnit | null = null;
  #idle: { resolve: () => void; reject: (error: PgmendError) => void }[] = [];
  #lost: PgmendError | null = null;
  #clientEnded = false;
  #abandon: (() => void) | null = null;
  /** Bytes passed to the client since the last ReadyForQuery. */
  #passedOn = 0;
  #answered = false;
  #gathering: NodeJS.Timeout | null = null;

  constructor(parts: {
    readonly client: Socket;
    readonly server: Socket;
    readonly startup: Buffer;
    readonly number: number;
    readonly desk: CancelDesk;
    readonly options: RelayOptions;
  }) {
    this.#client = parts.client;
    this.#server = parts.server;
    this.#desk = parts.desk;
    this.#number = parts.number;
    this.options = parts.options;
    this.target = parts.options.upstream;
    this.#startup = startupParameters(parts.startup);
    this.#fromClient = new FrameReader(
      {
        frame: (kind, frame) => this.#clientFrame(kind, frame),
        pass: (bytes) => this.#passToServer(bytes),
        large: (kind) => this.#largeMessage(kind),
      },
      fromClient,
    );
    this.#fromServer = new FrameReader(
      {
        frame: (kind, frame) => this.#serverFrame(kind, frame),
        pass: (bytes) => this.#passToClient(bytes),
        large: () => {},
      },
      fromServerStarting,
    );
    this.#listen();
    this.#server.write(parts.startup);
  }

  get info(): ClientConnection {
    const user = this.#startup.get('user') ?? '';
    this.#info ??= {
      number: this.#number,
      pid: this.#key?.readUInt32BE(0) ?? 0,
      user,
      database: this.#startup.get('database') || user,
      applicationName: this.#actual.get('application_name') || null,
    };
    return this.#info;
  }

  /** How the client's statements are encoded, as far as Node knows it. */
  get encoding(): BufferEncoding {
    return this.#actual.get('client_encoding') === 'LATIN1' ? 'latin1' : 'utf8';
  }

  get encodingName(): string {
    return this.#actual.get('client_encoding') ?? 'UTF8';
  }

  get serverVersion(): number {
    return versionNumber(this.#actual.get('server_version') ?? '');
  }

  /** Why the server is gone; null while it is there. */
  get lost(): PgmendError | null {
    return this.#lost;
  }

  /** The client can still be answered. */
  get clientThere(): boolean {
    return !this.#clientEnded && !this.#client.destroyed;
  }

  /** Resolves when everything sent so far is answered. @throws PgmendError when the server is gone. */
  idle(): Promise<void> | null {
    if (this.#lost !== null) return Promise.reject(this.#lost);
    if (this.#flights.length === 0) return null;
    return new Promise((resolve, reject) => this.#idle.push({ resolve, reject }));
  }

  /** Sends what ends in one ReadyForQuery. */
  send(frames: readonly Buffer[], flight: Flight): void {
    if (this.#lost !== null) {
      flight.lost(this.#lost);
      return;
    }
    this.#take(flight);
    this.more(frames);
  }

  /** Sends on for the flight that is under way. */
  more(frames: readonly Buffer[]): void {
    this.#fromClient.flush();
    const joined = coalesce(frames);
    if (joined.length > 1) this.#server.cork();
    for (const bytes of joined) this.#writeToServer(bytes);
    if (joined.length > 1) this.#server.uncork();
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

  toClient(frames: readonly Buffer[]): void {
    this.#fromServer.flush();
    this.#ungather();
    for (const frame of frames) if (frame[0] === code('S')) this.#noteParameter(this.#known, frame);
    const joined = coalesce(frames);
    if (joined.length > 1) this.#client.cork();
    for (const bytes of joined) this.#writeToClient(bytes);
    if (joined.length > 1) this.#client.uncork();
  }

  ready(status: number): Buffer {
    return readyForQuery(status === code('T') ? 'T' : status === code('E') ? 'E' : 'I');
  }

  /** Tells the client which reported settings are not what it last heard. */
  syncParameters(): void {
    const changed = [...this.#actual].filter(([name, value]) => this.#known.get(name) !== value);
    if (changed.length > 0) {
      this.toClient(changed.map(([name, value]) => parameterStatus(name, value)));
    }
  }

  /** While something is held, a cancel request or the client's going calls `abandon`. */
  holding(abandon: (() => void) | null): void {
    this.#abandon = abandon;
    if (abandon !== null && !this.clientThere) abandon();
  }

  /** Stops what the server does for this connection at the moment. */
  async cancelRunning(): Promise<void> {
    if (this.#key !== null) await sendCancel(this.target, cancelRequest(this.#key));
  }

  /** The client may go on with the unit whose beginning was sent at a Flush. */
  readOn(): void {
    this.#fromClient.resume();
    this.#flow();
  }

  /** The watched unit is answered, or passes through: the client's next units flow again. */
  finished(): void {
    this.#watched = null;
    this.#fromClient.resume();
    this.#flow();
    if (this.#clientEnded && this.#watched === null) this.#server.end();
  }

  /** A unit that was not prepared for failed; it is told, not held. */
  explain(held: HeldStatement): void {
    try {
      if (this.options.holds?.(held) === true) this.options.onSettled?.(held, { kind: 'passed' });
    } catch {
      // What listens must not break what flows.
    }
  }

  close(): void {
    this.#client.destroy();
    this.#server.destroy();
  }

  #listen(): void {
    const client = this.#client;
    const server = this.#server;
    const guarded = (reader: FrameReader) => (chunk: Buffer) => {
      try {
        reader.push(chunk);
        if (this.#answered || this.#client.writableLength >= gathered) this.#ungather();
        if (this.#answered) this.#passedOn = 0;
        this.#answered = false;
        this.#flow();
      } catch {
        this.close();
      }
    };
    client.on('data', guarded(this.#fromClient));
    server.on('data', guarded(this.#fromServer));
    client.on('drain', () => server.resume());
    server.on('drain', () => this.#flow());
    client.on('error', () => client.destroy());
    server.on('error', () => server.destroy());
    client.on('end', () => this.#clientGone());
    client.on('close', () => {
      this.#clientGone();
      if (this.#watched === null) server.end();
      server.resume();
    });
    server.on('end', () => this.#serverGone());
    server.on('close', () => this.#serverGone());
    client.resume();
    server.resume();
  }

  #clientGone(): void {
    if (this.#clientEnded) return;
    this.#clientEnded = true;
    this.#abandon?.();
    if (this.#watched === null) this.#server.end();
  }

  #serverGone(): void {
    if (this.#lost !== null) return;
    this.#lost = connectionLost('the server closed it');
    this.#unregister();
    this.#server.end();
    for (const flight of this.#flights.splice(0)) flight.lost(this.#lost);
    for (const waiter of this.#idle.splice(0)) waiter.reject(this.#lost);
    for (const held of this.unsettled.splice(0)) this.settle(held, { kind: 'rolled back' });
    this.#abandon?.();
    this.#ungather();
    // Two turns for whoever waits to say its last words.
    setImmediate(() =>
      setImmediate(() => {
        this.#client.end();
        this.#client.resume();
        const timer = setTimeout(() => this.close(), lingering);
        timer.unref();
        this.#client.once('close', () => clearTimeout(timer));
      }),
    );
  }

  settle(held: HeldStatement, settlement: Parameters<NonNullable<RelayOptions['onSettled']>>[1]) {
    try {
      this.options.onSettled?.(held, settlement);
    } catch {
      // As above.
    }
  }

  #take(flight: Flight): void {
    this.#flights.push(flight);
    if (this.#flights.length === 1) this.#fromServer.wanted = flight.wanted;
  }

  #serverFrame(kind: number, frame: Buffer): boolean {
    if (kind === code('S')) this.#noteParameter(this.#actual, frame);
    if (!this.#ready) return this.#startingFrame(kind, frame);
    const flight = this.#flights[0];
    if (flight === undefined) {
      if (kind === code('S')) this.#noteParameter(this.#known, frame);
      return true;
    }
    const passes = flight.frame(kind, frame);
    if (passes && kind === code('S')) this.#noteParameter(this.#known, frame);
    if (kind === code('Z')) {
      this.status = frame[5] as number;
      this.#answered = true;
      this.#flights.shift();
      if (this.#flights.length === 0) for (const waiter of this.#idle.splice(0)) waiter.resolve();
    }
    this.#fromServer.wanted = this.#flights[0]?.wanted ?? fromServerIdle;
    return passes;
  }

  #startingFrame(kind: number, frame: Buffer): boolean {
    switch (kind) {
      case code('R'): {
        const without = withoutChannelBinding(frame);
        if (without === null) return true;
        this.#bindingStripped = true;
        this.toClient([without]);
        return false;
      }
      case code('K'):
        this.#key = Buffer.from(frame.subarray(5));
        this.#unregister = this.#desk.register(this.#key, () => {
          const abandon = this.#abandon;
          abandon?.();
          return abandon !== null;
        });
        return true;
      case code('S'):
        this.#noteParameter(this.#known, frame);
        return true;
      case code('Z'):
        this.#ready = true;
        this.status = frame[5] as number;
        this.#fromServer.wanted = fromServerIdle;
        return true;
      default:
        return true;
    }
  }

  #noteParameter(map: Map<string, string>, frame: Buffer): void {
    const [name, value] = strings(frame, 5, 2);
    if (name !== undefined && value !== undefined) map.set(name, value);
  }

  #clientFrame(kind: number, frame: Buffer): boolean {
    if (!this.#ready) return this.#startingClientFrame(kind, frame);
    switch (kind) {
      case type.query: {
        this.#sendPlain();
        return this.#dispatch({ messages: [{ type: kind, frame }], simple: true, complete: true });
      }
      case type.parse:
      case type.bind:
      case type.describe:
      case type.execute:
      case type.close:
        this.#collect({ type: kind, frame });
        return false;
      case type.flush:
      case type.sync: {
        this.#collect({ type: kind, frame });
        const unit = this.#unit;
        if (unit === null) return false;
        this.#unit = null;
        unit.complete = kind === type.sync;
        this.#dispatch(unit);
        return false;
      }
      case type.functionCall:
        this.#sendPlain();
        this.release(false);
        this.#take(new PlainFlight(null));
        return true;
      default:
        this.#sendPlain();
        return true;
    }
  }

  #startingClientFrame(kind: number, frame: Buffer): boolean {
    if (kind !== code('p') || !this.#bindingStripped || !suspectsDowngrade(frame)) return true;
    const refusal = errorResponse({
      severity: 'FATAL',
      sqlstate: '28000',
      message: 'pgmend: this client asks for channel binding, which cannot pass through the relay',
      hint: 'Run the command with PGCHANNELBINDING=disable in its environment.',
    });
    this.toClient([refusal]);
    this.#client.end();
    this.#server.end();
    return false;
  }

  #collect(message: Message): void {
    // What came before goes before.
    this.#fromClient.flush();
    this.#unit ??= { messages: [], simple: false, complete: false };
    if (this.#unit.messages.length === 0) this.#unitBytes = 0;
    this.#unit.messages.push(message);
    this.#unitBytes += message.frame.length;
    if (this.#unitBytes > longestFrame) this.#sendPlain();
  }

  /** Too long to be looked at: it passes, and so does the unit that it belongs to. */
  #largeMessage(kind: number): void {
    this.#sendPlain();
    if (this.#watched !== null) this.#watched.letPass();
    if (kind !== type.query && kind !== type.functionCall) return;
    this.release(false);
    this.#take(new PlainFlight(null));
  }

  /** What has been collected goes out unwatched. */
  #sendPlain(): void {
    const unit = this.#unit;
    if (unit === null) return;
    this.#unit = null;
    if (this.#watched !== null) this.#watched.append(unit);
    else this.#forward(unit);
  }

  /** True when the frame under way may pass as it is. */
  #dispatch(unit: Unit): boolean {
    if (this.#watched !== null) {
      if (unit.complete) this.#fromClient.stop();
      this.#watched.append(unit);
      return false;
    }
    if (this.#open !== null) return this.#forward(unit);
    const watch = watchOf(unit, this.prepared);
    const verdict = this.#askGuard(unit);
    const watches = watch.ddl || watch.code || verdict !== null || this.unsettled.length > 0;
    if (!watches) return this.#forward(unit);
    this.#fromClient.stop();
    this.#watched = new WatchedUnit(this, unit, watch);
    // The bytes before this frame go first.
    this.#fromClient.flush();
    void this.#watched.run(verdict);
    return false;
  }

  #askGuard(unit: Unit) {
    const guard = this.options.guard;
    if (guard === undefined) return null;
    for (const sql of sqlsOf(unit, this.prepared, this.encoding)) {
      try {
        const guarding = guard(sql, this.info);
        if (guarding !== null) return { sql, guarding };
      } catch {
        return null;
      }
    }
    return null;
  }

  #forward(unit: Unit): boolean {
    for (const message of unit.messages) this.prepared.note(message);
    if (this.#absorbSync && unit.complete && !unit.simple) {
      this.#absorbSync = false;
      this.more(unit.messages.map(({ frame }) => frame));
      return false;
    }
    if (this.#open === null) {
      this.release(unit.simple);
      const flight = new PlainFlight(this.#explanation(unit), () => {
        // A server that reads COPY data overlooks the Sync that was sent along with the Execute.
        if (!unit.simple && unit.complete) this.#absorbSync = true;
      });
      this.#take(flight);
      if (!unit.complete) this.#open = flight;
    } else if (unit.complete) this.#open = null;
    if (unit.simple) return true;
    this.more(unit.messages.map(({ frame }) => frame));
    return false;
  }

  #explanation(unit: Unit): ((error: Buffer, status: number) => void) | null {
    if (this.options.holds === undefined) return null;
    return (error, status) =>
      this.explain({
        sql: sqlsOf(unit, this.prepared, this.encoding).join(';\n'),
        error: serverErrorOf(error),
        protocol: unit.simple ? 'simple' : 'extended',
        inTransaction: status === code('E'),
        connection: this.info,
      });
  }

  #passToServer(bytes: Buffer): void {
    if (this.#unit !== null) this.#sendPlain();
    this.#writeToServer(bytes);
  }

  #writeToServer(bytes: Buffer): void {
    if (!this.#server.writableEnded) this.#server.write(bytes);
  }

  /** The small pieces in which the server sends a large result are written together, at most a moment later. */
  #passToClient(bytes: Buffer): void {
    if (this.#passedOn > largeResult && this.#gathering === null && bytes.length < gathered) {
      this.#client.cork();
      this.#gathering = setTimeout(() => this.#ungather(), 1);
    }
    this.#passedOn += bytes.length;
    this.#writeToClient(bytes);
  }

  #ungather(): void {
    if (this.#gathering === null) return;
    clearTimeout(this.#gathering);
    this.#gathering = null;
    this.#client.uncork();
  }

  #writeToClient(bytes: Buffer): void {
    if (this.#client.writableEnded || this.#client.destroyed) return;
    if (!this.#client.write(bytes)) this.#server.pause();
  }

  /** The client is read as fast as the server takes; while a unit is watched, what comes is kept, in bounds. */
  #flow(): void {
    const full = this.#server.writableNeedDrain || this.#fromClient.waiting > mostWaiting;
    if (full) this.#client.pause();
    else if (this.#client.isPaused()) this.#client.resume();
  }
}
