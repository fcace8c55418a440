import type { Socket } from 'node:net';
import type { CancelDesk } from './cancel.ts';
import { Cancelling } from './cancelling.ts';
import { ClientWriter } from './client-writer.ts';
import { deadlockDetected } from './deadlock.ts';
import { FrameReader, wantedTypes } from './frames.ts';
import type { ClientConnection } from './held-statement.ts';
import { LogIn } from './log-in.ts';
import { code, hasSqlstate } from './messages.ts';
import { connectionLost } from './own-statements.ts';
import { PassingUnits } from './passing-units.ts';
import { PreparedStatements } from './prepared-statements.ts';
import type { LinkOptions } from './relay.ts';
import { ReportedSettings } from './reported-settings.ts';
import { ServerLine } from './server-line.ts';
import { Settlements } from './settlements.ts';
import { SocketPair } from './socket-pair.ts';
import { startupParameters } from './startup.ts';
import { sqlsOf, type, type Unit, watchOf } from './unit.ts';
import { UnitReader } from './unit-reader.ts';
import { WatchedUnit } from './watched-unit.ts';
import { WorkSoFar } from './work-so-far.ts';

const fromServerStarting = wantedTypes('RKSZEv');
const fromClient = wantedTypes('d', true);
const mostWaiting = 4_194_304;

/** One client connection and the server connection that belongs to it. */
export class ClientLink {
  readonly options: LinkOptions;
  readonly server: ServerLine;
  readonly prepared = new PreparedStatements();
  readonly settings = new ReportedSettings();
  readonly settlements: Settlements;
  readonly cancelling: Cancelling;
  readonly #pair: SocketPair;
  readonly #writer: ClientWriter;
  readonly #number: number;
  readonly #startup: Map<string, string>;
  readonly #fromClient: FrameReader;
  readonly #fromServer: FrameReader;
  readonly #units: UnitReader;
  readonly #passing: PassingUnits;
  /** null when the client is in. */
  #logIn: LogIn | null;
  #info: ClientConnection | null = null;
  #watched: WatchedUnit | null = null;
  /** The last unit that ran anything. */
  #ran: Unit | null = null;
  readonly #soFar = new WorkSoFar();

  constructor(parts: {
    readonly client: Socket;
    readonly server: Socket;
    /** The start-up message, which the server has got already. */
    readonly startup: Buffer;
    readonly number: number;
    readonly desk: CancelDesk;
    readonly options: LinkOptions;
  }) {
    this.options = parts.options;
    this.#number = parts.number;
    this.#startup = startupParameters(parts.startup);
    this.cancelling = new Cancelling(parts.desk, parts.options.upstream);
    this.#pair = new SocketPair(parts.client, parts.server);
    this.#writer = new ClientWriter(parts.client, () => parts.server.pause());
    this.server = new ServerLine(this.#pair, {
      beforeWrite: () => this.#fromClient.flush(),
      onWanted: (types) => {
        this.#fromServer.wanted = types;
      },
    });
    this.settlements = new Settlements(this.options, this.server);
    this.#passing = new PassingUnits(this);
    this.#units = this.#readUnits();
    this.#logIn = this.#followLogIn();
    this.#fromClient = new FrameReader(
      {
        frame: (kind, frame) => (this.#logIn ?? this.#units).clientFrame(kind, frame),
        pass: (bytes) => {
          this.#units.letGo();
          this.#pair.toServer(bytes);
        },
        large: (kind) => this.#units.large(kind),
      },
      fromClient,
    );
    this.#fromServer = new FrameReader(
      {
        frame: (kind, frame) => this.#serverFrame(kind, frame),
        pass: (bytes) => this.#writer.pass(bytes),
        large: () => {},
      },
      fromServerStarting,
    );
    this.#listen();
  }

  /** The same object from log-in on; before, the server may not have said the process id. */
  get info(): ClientConnection {
    if (this.#info !== null) return this.#info;
    const user = this.#startup.get('user') ?? '';
    const info = {
      number: this.#number,
      pid: this.cancelling.pid,
      user,
      database: this.#startup.get('database') || user,
      applicationName: this.settings.applicationName,
    };
    if (this.#logIn === null) this.#info = info;
    return info;
  }

  /** What the client had run last; null before the first statement. */
  get lastStatement(): string | null {
    if (this.#ran === null) return null;
    return sqlsOf(this.#ran, this.prepared, this.settings.encoding).join(';\n');
  }

  /** The client can still be answered. */
  get clientThere(): boolean {
    return this.#pair.clientThere;
  }

  toClient(frames: readonly Buffer[]): void {
    this.#fromServer.flush();
    for (const frame of frames) if (frame[0] === code('S')) this.settings.told(frame);
    this.#writer.say(frames);
  }

  /** Tells the client which reported settings are not what it last heard. */
  syncParameters(): void {
    const news = this.settings.news();
    if (news.length > 0) this.toClient(news);
  }

  /** While something is held, a cancel request or the client's going calls `abandon`. */
  holding(abandon: (() => void) | null): void {
    this.cancelling.holding(abandon);
    if (abandon !== null && !this.clientThere) abandon();
  }

  /** The client may go on with the unit whose beginning was sent at a Flush. */
  readOn(): void {
    this.#fromClient.resume();
    this.#hurry();
    this.#flow();
  }

  /** The watched unit is answered, or passes through: the client's next units flow again. */
  finished(): void {
    this.#watched = null;
    this.readOn();
    if (this.#pair.clientEnded && this.#watched === null) this.#pair.server.end();
  }

  close(): void {
    this.#pair.close();
  }

  #readUnits(): UnitReader {
    return new UnitReader({
      unit: (unit) => this.#dispatch(unit),
      unread: (unit) => {
        this.#soFar.next(false, this.server.rests);
        if (this.#watched !== null) this.#watched.append(unit);
        else this.#passing.forward(unit);
      },
      alone: () => {
        this.#soFar.next(false, this.server.rests);
        this.#passing.alone();
      },
      tooLong: () => this.#watched?.letPass(),
      flush: () => this.#fromClient.flush(),
    });
  }

  #followLogIn(): LogIn {
    return new LogIn({
      say: (frames) => this.toClient(frames),
      key: (key) => this.cancelling.register(key),
      ready: (status) => {
        this.#logIn = null;
        this.server.begin(status);
      },
      refused: () => this.#pair.end(),
    });
  }

  #listen(): void {
    this.#pair.listen({
      fromClient: (chunk) => {
        this.#fromClient.push(chunk);
        this.#hurry();
        this.#writer.endOfChunk();
      },
      fromServer: (chunk) => {
        this.#fromServer.push(chunk);
        this.#writer.endOfChunk();
      },
      flow: () => this.#flow(),
      clientGone: () => this.cancelling.abandon(),
      serverGone: () => {
        this.server.gone(connectionLost('the server closed it'));
        this.settlements.lost();
        this.cancelling.end();
        this.#writer.flush();
      },
      busy: () => this.#watched !== null,
    });
  }

  #serverFrame(kind: number, frame: Buffer): boolean {
    if (kind === code('S')) this.settings.reported(frame);
    if (kind === code('E') && hasSqlstate(frame, deadlockDetected))
      this.options.onDeadlockEnded(this.info);
    const reader = this.#logIn ?? this.server;
    const passes = reader.frame(kind, frame);
    if (passes && kind === code('S')) this.settings.told(frame);
    if (kind === code('Z')) this.#writer.answered();
    return passes;
  }

  /** True when the frame under way may pass as it is. */
  #dispatch(unit: Unit): boolean {
    if (unit.simple || unit.messages.some((one) => one.type === type.execute)) this.#ran = unit;
    if (this.#watched !== null || this.#passing.open) {
      this.#soFar.next(watchOf(unit, this.prepared).reads, this.server.rests);
    }
    if (this.#watched !== null) {
      if (unit.complete) this.#fromClient.stop();
      this.#watched.append(unit);
      return false;
    }
    if (this.#passing.open) return this.#passing.forward(unit);
    const watch = watchOf(unit, this.prepared);
    const before = this.#soFar.next(watch.reads, this.server.rests);
    const guarded = this.#askGuard(unit);
    const watches =
      watch.ddl ||
      watch.code ||
      guarded !== null ||
      this.settlements.waiting ||
      (watch.data && this.server.rests);
    if (!watches) return this.#passing.forward(unit);
    this.#fromClient.stop();
    this.#watched = new WatchedUnit(this, unit, watch, before);
    // The bytes before this frame go first.
    this.#fromClient.flush();
    void this.#watched.run(guarded);
    return false;
  }

  /** The client has sent more than is being worked on. */
  #hurry(): void {
    if (this.#fromClient.waiting > 0) this.#watched?.giveWay();
  }

  #askGuard(unit: Unit) {
    const guard = this.options.guard;
    if (guard === undefined) return null;
    for (const sql of sqlsOf(unit, this.prepared, this.settings.encoding)) {
      try {
        const guarding = guard(sql, this.info);
        if (guarding !== null) return { sql, guarding };
      } catch {
        return null;
      }
    }
    return null;
  }

  /** The client is read as fast as the server takes; while a unit is watched, what comes is kept, in bounds. */
  #flow(): void {
    const { server } = this.#pair;
    this.#pair.readClient(!server.writableNeedDrain && this.#fromClient.waiting <= mostWaiting);
  }
}
