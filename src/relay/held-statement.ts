import type { ServerError } from '../postgres/server-error.ts';
import type { Session } from '../postgres/session.ts';

/** A statement whose error is being kept back. */
export interface HeldStatement {
  /** What the client sent, whole: one statement or several. */
  readonly sql: string;
  readonly error: ServerError;
  readonly protocol: 'simple' | 'extended';
  /** The client was inside a transaction of its own. */
  readonly inTransaction: boolean;
  /** What the transaction that is open on the connection while it is held has done before it. */
  readonly before: Before;
  readonly connection: ClientConnection;
}

/** `work` may be what nobody else sees until it is committed; `reads` may hold locks all the same. */
export type Before = 'nothing' | 'reads' | 'work';

/** A connection of the command through the relay. */
export interface ClientConnection {
  /** 1, 2, 3 … in the order of connecting. */
  readonly number: number;
  /** Backend process id from BackendKeyData. */
  readonly pid: number;
  readonly user: string;
  readonly database: string;
  readonly applicationName: string | null;
}

/** What is to happen with a held statement. */
export type Verdict =
  /** The client gets the original error, byte for byte. */
  | { readonly kind: 'pass' }
  /** The database is repaired: send the statement again, in other words where `sql` is given. */
  | { readonly kind: 'retry'; readonly sql?: string }
  /** The string creates what has to be repaired: replay it statement by statement and hold again. */
  | { readonly kind: 'split' }
  /** Done already: answer with this CommandComplete tag. */
  | { readonly kind: 'answer'; readonly tag: string };

/** How a held statement ended; `mended` is said only after the COMMIT that makes it so. */
export type Settlement =
  | { readonly kind: 'passed' }
  | { readonly kind: 'answered' }
  | { readonly kind: 'committed' }
  | { readonly kind: 'rolled back' }
  | { readonly kind: 'retry failed'; readonly error: ServerError };

/**
 * What to do before a unit is sent on: `pass` sends it as it is. It speaks on the client's own connection; `joined`
 * says that the client's transaction is open there. A ServerError that it throws is the unit's answer.
 */
export type Guarding = (session: Session, joined: boolean) => Promise<Verdict>;
