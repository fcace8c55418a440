import type { PgmendError } from '../postgres/pgmend-error.ts';
import type { Flight } from './flight.ts';

/** What was sent to the server and is not answered yet, in the order of sending. */
export class FlightQueue {
  readonly #flights: Flight[] = [];
  #waiters: { resolve: () => void; reject: (error: PgmendError) => void }[] = [];
  #busySince: number | null = null;

  /** The one whose answer comes next. */
  get first(): Flight | undefined {
    return this.#flights[0];
  }

  /** When the server got to what it does now (`Date.now()`); null while it owes no answer. */
  get busySince(): number | null {
    return this.#busySince;
  }

  add(flight: Flight): void {
    this.#flights.push(flight);
    this.#busySince ??= Date.now();
  }

  /** The first one is answered. */
  answered(): void {
    this.#flights.shift();
    this.#busySince = this.#flights.length === 0 ? null : Date.now();
    if (this.#flights.length === 0) for (const waiter of this.#waiters.splice(0)) waiter.resolve();
  }

  /** Resolves when everything sent so far is answered; null when it is. */
  idle(): Promise<void> | null {
    if (this.#flights.length === 0) return null;
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  /** No answer will come any more. */
  lost(reason: PgmendError): void {
    this.#busySince = null;
    for (const flight of this.#flights.splice(0)) flight.lost(reason);
    for (const waiter of this.#waiters.splice(0)) waiter.reject(reason);
  }
}
