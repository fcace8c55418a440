import type { ClientLink } from './client-link.ts';
import { code, serverErrorOf } from './messages.ts';
import { PlainFlight } from './plain-flight.ts';
import { sqlsOf, type Unit } from './unit.ts';

/** Units that pass as they are. */
export class PassingUnits {
  readonly #link: ClientLink;
  /** The last unit went out before its Sync came. */
  #open = false;
  #absorbSync = false;

  constructor(link: ClientLink) {
    this.#link = link;
  }

  /** The next messages belong to a unit that has gone out at a Flush. */
  get open(): boolean {
    return this.#open;
  }

  /** True when the frame under way may pass as it is. */
  forward(unit: Unit): boolean {
    const link = this.#link;
    for (const message of unit.messages) link.prepared.note(message);
    if (this.#absorbSync && unit.complete && !unit.simple) {
      this.#absorbSync = false;
      link.server.more(unit.messages.map(({ frame }) => frame));
      return false;
    }
    if (!this.#open) {
      link.server.release(unit.simple);
      link.server.expect(
        new PlainFlight(this.#explanation(unit), () => {
          // A server that reads COPY data overlooks the Sync that was sent along with the Execute.
          if (!unit.simple && unit.complete) this.#absorbSync = true;
        }),
      );
      this.#open = !unit.complete;
    } else if (unit.complete) this.#open = false;
    if (unit.simple) return true;
    link.server.more(unit.messages.map(({ frame }) => frame));
    return false;
  }

  /** One frame that is answered up to a ReadyForQuery passes unread. */
  alone(): void {
    this.#link.server.release(false);
    this.#link.server.expect(new PlainFlight(null));
  }

  #explanation(unit: Unit): ((error: Buffer, status: number) => void) | null {
    const link = this.#link;
    if (link.options.holds === undefined) return null;
    return (error, status) =>
      link.settlements.explain({
        sql: sqlsOf(unit, link.prepared, link.settings.encoding).join(';\n'),
        error: serverErrorOf(error),
        protocol: unit.simple ? 'simple' : 'extended',
        inTransaction: status === code('E'),
        before: 'work',
        connection: link.info,
      });
  }
}
