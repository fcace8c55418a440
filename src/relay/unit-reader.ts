import { longestFrame } from './frames.ts';
import { type Message, type, type Unit } from './unit.ts';

/** What becomes of a client's messages. */
export interface UnitSink {
  /** A unit is there to be looked at. True when the frame under way may pass as it is. */
  unit(unit: Unit): boolean;
  /** A unit that is not looked at: it goes out as it is. */
  unread(unit: Unit): void;
  /** Something that is answered alone passes: a function call, or a frame too long to be looked at. */
  alone(): void;
  /** A frame too long to be looked at passes. */
  tooLong(): void;
  /** Bytes read before have to be passed on now. */
  flush(): void;
}

/** Puts a client's messages together to units. */
export class UnitReader {
  readonly #sink: UnitSink;
  #unit: Unit | null = null;
  #bytes = 0;

  constructor(sink: UnitSink) {
    this.#sink = sink;
  }

  /** True passes the frame on. */
  clientFrame(kind: number, frame: Buffer): boolean {
    switch (kind) {
      case type.query:
        this.letGo();
        return this.#sink.unit({
          messages: [{ type: kind, frame }],
          simple: true,
          complete: true,
        });
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
        this.#sink.unit(unit);
        return false;
      }
      case type.functionCall:
        this.letGo();
        this.#sink.alone();
        return true;
      default:
        this.letGo();
        return true;
    }
  }

  /** Too long to be looked at: it passes, and so does the unit that it belongs to. */
  large(kind: number): void {
    this.letGo();
    this.#sink.tooLong();
    if (kind === type.query || kind === type.functionCall) this.#sink.alone();
  }

  /** What has been collected goes out unread. */
  letGo(): void {
    const unit = this.#unit;
    if (unit === null) return;
    this.#unit = null;
    this.#sink.unread(unit);
  }

  #collect(message: Message): void {
    // What came before goes before.
    this.#sink.flush();
    this.#unit ??= { messages: [], simple: false, complete: false };
    if (this.#unit.messages.length === 0) this.#bytes = 0;
    this.#unit.messages.push(message);
    this.#bytes += message.frame.length;
    if (this.#bytes > longestFrame) this.letGo();
  }
}
