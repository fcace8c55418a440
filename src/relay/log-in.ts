import type { BackendKey } from './cancel.ts';
import { code, errorResponse } from './messages.ts';
import { suspectsDowngrade, withoutChannelBinding } from './sasl.ts';

/** What the log-in brings about. */
export interface LogInSink {
  say(frames: readonly Buffer[]): void;
  key(key: BackendKey): void;
  /** The client is in, with this transaction status. */
  ready(status: number): void;
  /** The client cannot come in through a relay; it has been told why. */
  refused(): void;
}

/** Follows a log-in, which belongs to client and server, and takes channel binding out of it. */
export class LogIn {
  readonly #sink: LogInSink;
  #bindingStripped = false;

  constructor(sink: LogInSink) {
    this.#sink = sink;
  }

  /** True passes the server's frame on. */
  frame(kind: number, frame: Buffer): boolean {
    switch (kind) {
      case code('R'): {
        const without = withoutChannelBinding(frame);
        if (without === null) return true;
        this.#bindingStripped = true;
        this.#sink.say([without]);
        return false;
      }
      case code('K'):
        this.#sink.key(Buffer.from(frame.subarray(5)));
        return true;
      case code('Z'):
        this.#sink.ready(frame[5] as number);
        return true;
      default:
        return true;
    }
  }

  /** True passes the client's frame on. */
  clientFrame(kind: number, frame: Buffer): boolean {
    if (kind !== code('p') || !this.#bindingStripped || !suspectsDowngrade(frame)) return true;
    const refusal = errorResponse({
      severity: 'FATAL',
      sqlstate: '28000',
      message: 'pgmend: this client asks for channel binding, which cannot pass through the relay',
      hint: 'Run the command with PGCHANNELBINDING=disable in its environment; a JDBC URL takes channelBinding=disable.',
    });
    this.#sink.say([refusal]);
    this.#sink.refused();
    return false;
  }
}
