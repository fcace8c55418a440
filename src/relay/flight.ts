import type { PgmendError } from '../postgres/pgmend-error.ts';

/** Something that was sent to the server and is answered up to one ReadyForQuery. */
export interface Flight {
  /** The messages that it wants to see; the others pass to the client unread. */
  readonly wanted: Uint8Array;
  /** One message of the server's. True passes it to the client. */
  frame(type: number, frame: Buffer): boolean;
  /** The connection ended before the answer was complete. */
  lost(reason: PgmendError): void;
}
