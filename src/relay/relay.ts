import type { Session } from '../postgres/session.ts';
import type { Target } from '../postgres/target.ts';
import type { ClientConnection, HeldStatement, Settlement, Verdict } from './held-statement.ts';

export interface RelayOptions {
  /** The database's server; user, database and password of the target are not used: the client brings its own. */
  readonly upstream: Target;
  /** Default: a free port on 127.0.0.1. */
  readonly listen?: { readonly host?: string; readonly port?: number };
  /**
   * Called for a statement that failed, on the client's own upstream connection, with a session that is inside
   * a transaction: the client's own, back at the savepoint before the statement, or one that the relay opened.
   * `signal` aborts when the client has gone or has cancelled; the verdict is then ignored and all is rolled back.
   */
  readonly onHeld: (held: HeldStatement, session: Session, signal: AbortSignal) => Promise<Verdict>;
  readonly onSettled?: (held: HeldStatement, settlement: Settlement) => void;
  /** Which errors are held at all (by SQLSTATE and statement); the others pass untouched. */
  readonly holds?: (held: HeldStatement) => boolean;
  /** Asked before a unit is sent on, while it answers with something; null forwards. For the guard of half-applied migrations. */
  readonly guard?: (sql: string, connection: ClientConnection) => Promise<Verdict> | null;
}

export interface Relay {
  readonly host: string;
  readonly port: number;
  /** Client connections accepted since the start (cancel requests not counted). */
  readonly accepted: () => number;
  close(): Promise<void>;
}
