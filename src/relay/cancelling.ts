import type { Target } from '../postgres/target.ts';
import { type BackendKey, type CancelDesk, cancelRequest, sendCancel } from './cancel.ts';

/** What stops the work of one connection: a cancel request of the client's, its going, or the relay itself. */
export class Cancelling {
  readonly #desk: CancelDesk;
  readonly #target: Target;
  #key: BackendKey | null = null;
  #unregister: () => void = () => {};
  #abandon: (() => void) | null = null;

  constructor(desk: CancelDesk, target: Target) {
    this.#desk = desk;
    this.#target = target;
  }

  /** Backend process id; 0 where the server has said none. */
  get pid(): number {
    return this.#key?.readUInt32BE(0) ?? 0;
  }

  /** Something is held at this moment. */
  get holds(): boolean {
    return this.#abandon !== null;
  }

  register(key: BackendKey): void {
    this.#key = key;
    this.#unregister = this.#desk.register(key, () => {
      const held = this.holds;
      this.abandon();
      return held;
    });
  }

  /** While something is held, a cancel request or the client's going calls `abandon`; null ends that. */
  holding(abandon: (() => void) | null): void {
    this.#abandon = abandon;
  }

  /** What is held is given up. */
  abandon(): void {
    this.#abandon?.();
  }

  /** Stops what the server does for this connection at the moment. */
  async cancelRunning(): Promise<void> {
    if (this.#key !== null) await sendCancel(this.#target, cancelRequest(this.#key));
  }

  /** The connection is gone. */
  end(): void {
    this.#unregister();
    this.abandon();
  }
}
