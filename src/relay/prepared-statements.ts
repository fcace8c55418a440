import { code } from './messages.ts';
import { type Message, nameOfParse, type } from './unit.ts';

/** The statements a client has prepared, so that the text behind a Bind is known. */
export class PreparedStatements {
  readonly #parses = new Map<string, Buffer>();

  /** Called for each message of the client's in the order in which they go out. */
  note({ type: kind, frame }: Message): void {
    if (kind === type.parse) {
      // A copy: the frame is a part of a chunk that should not live as long as the statement.
      this.#parses.set(nameOfParse(frame), Buffer.from(frame));
    } else if (kind === type.close && frame[5] === code('S')) {
      this.#parses.delete(frame.toString('latin1', 6, frame.length - 1));
    }
  }

  /** The Parse message of a statement that is known by its name. */
  parse(name: string): Buffer | undefined {
    return this.#parses.get(name);
  }
}
