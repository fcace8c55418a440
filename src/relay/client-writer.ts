import type { Socket } from 'node:net';
import { coalesce } from './frames.ts';

/** Bytes of an answer after which it counts as large, and how many are then written together. */
const largeResult = 262_144;
const gathered = 65_536;

/** Writes to a client: what passes through, and what the relay says. */
export class ClientWriter {
  readonly #client: Socket;
  readonly #onFull: () => void;
  /** Bytes passed since the last ReadyForQuery. */
  #passedOn = 0;
  #answered = false;
  #gathering: NodeJS.Timeout | null = null;

  /** @param onFull called when the client reads more slowly than it is written to. */
  constructor(client: Socket, onFull: () => void) {
    this.#client = client;
    this.#onFull = onFull;
  }

  /** The small pieces in which the server sends a large result are written together, at most a moment later. */
  pass(bytes: Buffer): void {
    if (this.#passedOn > largeResult && this.#gathering === null && bytes.length < gathered) {
      this.#client.cork();
      this.#gathering = setTimeout(() => this.flush(), 1);
    }
    this.#passedOn += bytes.length;
    this.#write(bytes);
  }

  /** Written at once, in as few pieces as they lie in memory. */
  say(frames: readonly Buffer[]): void {
    this.flush();
    const joined = coalesce(frames);
    if (joined.length > 1) this.#client.cork();
    for (const bytes of joined) this.#write(bytes);
    if (joined.length > 1) this.#client.uncork();
  }

  /** An answer is complete with what is passed now. */
  answered(): void {
    this.#answered = true;
  }

  /** What came in one piece has been read. */
  endOfChunk(): void {
    if (this.#answered || this.#client.writableLength >= gathered) this.flush();
    if (this.#answered) this.#passedOn = 0;
    this.#answered = false;
  }

  /** What has been gathered goes out. */
  flush(): void {
    if (this.#gathering === null) return;
    clearTimeout(this.#gathering);
    this.#gathering = null;
    this.#client.uncork();
  }

  #write(bytes: Buffer): void {
    if (this.#client.writableEnded || this.#client.destroyed) return;
    if (!this.#client.write(bytes)) this.#onFull();
  }
}
