import type { Flight } from './flight.ts';
import { wantedTypes } from './frames.ts';
import { code } from './messages.ts';

const fewTypes = wantedTypes('ZESGW');

/** A unit that flows through; only its errors and its end are seen. */
export class PlainFlight implements Flight {
  readonly wanted = fewTypes;
  readonly #onError: ((error: Buffer, status: number) => void) | null;
  readonly #onCopyIn: () => void;
  #error: Buffer | null = null;

  constructor(
    onError: ((error: Buffer, status: number) => void) | null,
    onCopyIn: () => void = () => {},
  ) {
    this.#onError = onError;
    this.#onCopyIn = onCopyIn;
  }

  frame(kind: number, frame: Buffer): boolean {
    if (kind === code('E')) this.#error = Buffer.from(frame);
    else if (kind === code('G') || kind === code('W')) this.#onCopyIn();
    else if (kind === code('Z') && this.#error !== null) {
      this.#onError?.(this.#error, frame[5] as number);
    }
    return true;
  }

  lost(): void {}
}
