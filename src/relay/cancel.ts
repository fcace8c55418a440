import type { Target } from '../postgres/target.ts';
import { connectUpstream } from './upstream.ts';

/** Process id and secret, as they stand in BackendKeyData and CancelRequest. */
export type BackendKey = Buffer;

const cancelCode = 80_877_102;

/** https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-CANCELING-REQUESTS */
export function cancelRequest(key: BackendKey): Buffer {
  const head = Buffer.allocUnsafe(8);
  head.writeUInt32BE(8 + key.length, 0);
  head.writeUInt32BE(cancelCode, 4);
  return Buffer.concat([head, key]);
}

/** Sends a cancel request and waits until the server has taken it; never fails, as nobody is told either way. */
export async function sendCancel(target: Target, packet: Buffer): Promise<void> {
  try {
    const { socket } = await connectUpstream(target);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => socket.destroy(), 10_000);
      socket.on('error', () => {});
      socket.on('end', () => socket.end());
      socket.on('close', () => {
        clearTimeout(timer);
        resolve();
      });
      socket.resume();
      socket.write(packet);
    });
  } catch {
    // The server is gone, and with it what was to be cancelled.
  }
}

/** Who holds a statement at this moment, found by the key that a client cancels with. */
export class CancelDesk {
  readonly #holders = new Map<string, Set<() => boolean>>();

  register(key: BackendKey, cancel: () => boolean): () => void {
    const name = key.toString('hex');
    const holders = this.#holders.get(name) ?? new Set();
    holders.add(cancel);
    this.#holders.set(name, holders);
    return () => {
      holders.delete(cancel);
      if (holders.size === 0) this.#holders.delete(name);
    };
  }

  /** Abandons what is held under this key. False when nothing is: the server has to be asked. */
  cancel(key: BackendKey): boolean {
    for (const cancel of this.#holders.get(key.toString('hex')) ?? []) if (cancel()) return true;
    return false;
  }
}
