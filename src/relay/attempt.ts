import type { PgmendError } from '../postgres/pgmend-error.ts';
import type { Flight } from './flight.ts';
import { wantedTypes } from './frames.ts';
import { code, hasSqlstate, tagOf } from './messages.ts';
import { type } from './unit.ts';

/** A message of a unit on its way to the server. */
export interface Outgoing {
  readonly type: number;
  readonly frame: Buffer;
  /** Its answer has been given, or was never asked for. */
  drop: boolean;
  /** Not sent; answered with this instead. */
  readonly instead?: Buffer;
  /** Place of the client's own message in its unit; -1 for one that the relay added. */
  readonly origin: number;
}

export interface Outcome {
  /** Everything before the error, or the whole answer, without ReadyForQuery. */
  readonly answers: readonly Buffer[];
  readonly error: Buffer | null;
  /** The client's message that failed. */
  readonly failed: number;
  readonly status: number;
  /** The answer has gone to the client as it came: it cannot be held any more. */
  readonly passed: boolean;
  readonly tags: readonly string[];
}

/** Bytes of answers that are kept before a unit is given up for holding. */
const mostKept = 4_194_304;

const everything = wantedTypes('', true);
const onlyEnd = wantedTypes('ZESC');

/** One try of a unit: keeps the answers until the end is known. */
export class Attempt implements Flight {
  wanted: Uint8Array = everything;
  readonly done: Promise<Outcome>;
  readonly #messages: Outgoing[];
  readonly #toClient: (frames: readonly Buffer[]) => void;
  readonly #onPassed: () => void;
  readonly #dropNotice: string | null;
  #resolve: (outcome: Outcome) => void = () => {};
  #reject: (error: PgmendError) => void = () => {};
  #at = 0;
  #flushed = 0;
  #kept: Buffer[] = [];
  #bytes = 0;
  #error: Buffer | null = null;
  #passed = false;
  #onError: () => void = () => {};
  readonly #tags: string[] = [];

  constructor(
    messages: Outgoing[],
    options: {
      readonly toClient: (frames: readonly Buffer[]) => void;
      /** Called once when the rest of the answer passes through. */
      readonly onPassed: () => void;
      /** SQLSTATE of a notice that the relay itself caused. */
      readonly dropNotice?: string | null;
    },
  ) {
    this.#messages = messages;
    this.#toClient = options.toClient;
    this.#onPassed = options.onPassed;
    this.#dropNotice = options.dropNotice ?? null;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#settle();
  }

  /** Called when an error comes, before the answer is complete. */
  onError(listener: () => void): void {
    this.#onError = listener;
  }

  /** The unit goes on after a Flush. */
  append(messages: readonly Outgoing[]): void {
    this.#messages.push(...messages);
    this.#settle();
  }

  /** The client waits for what has been sent so far. */
  flushed(): void {
    this.#flushed = this.#messages.length;
    this.#letGo();
  }

  /** From here on the answer goes to the client as it comes. */
  pass(): void {
    if (this.#passed) return;
    this.#passed = true;
    this.wanted = onlyEnd;
    this.#toClient(this.#error === null ? this.#kept : [...this.#kept, this.#error]);
    this.#kept = [];
    this.#onPassed();
  }

  frame(kind: number, frame: Buffer): boolean {
    if (kind === code('Z')) {
      this.#resolve({
        answers: this.#kept,
        error: this.#error,
        failed: this.#messages[this.#at]?.origin ?? -1,
        status: frame[5] as number,
        passed: this.#passed,
        tags: this.#tags,
      });
      return this.#passed;
    }
    if (this.#passed) {
      if (kind === code('E')) this.#error = Buffer.from(frame);
      else if (kind === code('C')) this.#tags.push(tagOf(frame));
      return true;
    }
    switch (kind) {
      case code('E'):
        this.#error = Buffer.from(frame);
        this.#onError();
        return false;
      case code('G'):
      case code('H'):
      case code('W'):
        // The client has to act upon these: nothing of this unit is held any more.
        this.pass();
        return true;
      case code('N'):
        if (this.#dropNotice !== null && hasSqlstate(frame, this.#dropNotice)) return false;
        this.#keep(frame);
        break;
      default:
        this.#answer(kind, frame);
    }
    if (this.#bytes > mostKept) this.pass();
    return false;
  }

  lost(reason: PgmendError): void {
    if (!this.#passed) {
      this.#toClient(this.#error === null ? this.#kept : [...this.#kept, this.#error]);
    }
    this.#reject(reason);
  }

  #answer(kind: number, frame: Buffer): void {
    const current = this.#messages[this.#at];
    if (kind === code('C')) this.#tags.push(tagOf(frame));
    if (current === undefined || !current.drop) this.#keep(frame);
    if (current !== undefined && current.type !== type.query && ends(kind, current.type)) {
      this.#at += 1;
      this.#settle();
      this.#letGo();
    }
  }

  /** Steps over what the server gives no answer to. */
  #settle(): void {
    for (;;) {
      const current = this.#messages[this.#at];
      if (current === undefined) return;
      if (current.instead !== undefined) {
        if (!current.drop) this.#keep(current.instead);
      } else if (current.type !== type.flush) return;
      this.#at += 1;
    }
  }

  #keep(frame: Buffer): void {
    this.#kept.push(frame);
    this.#bytes += frame.length;
  }

  /** What a Flush asked for goes out as soon as it is answered, and is not said again in another try. */
  #letGo(): void {
    if (this.#passed || this.#at > this.#flushed || this.#kept.length === 0) return;
    if (this.#flushed === 0) return;
    for (const message of this.#messages.slice(0, this.#at)) message.drop = true;
    this.#toClient(this.#kept);
    this.#kept = [];
    this.#bytes = 0;
  }
}

/** Whether an answer is the last one to a message of that type. */
function ends(answer: number, message: number): boolean {
  switch (message) {
    case type.parse:
      return answer === code('1');
    case type.bind:
      return answer === code('2');
    case type.close:
      return answer === code('3');
    case type.describe:
      return answer === code('T') || answer === code('n');
    case type.execute:
      return answer === code('C') || answer === code('I') || answer === code('s');
    default:
      return false;
  }
}
