/**
 * What a user is told when pgmend itself cannot go on: one sentence, a stable code, the next step.
 * `exitCode` follows the command line's rule: 1 faults remain, 2 usage or connection, 3 a decision is needed.
 */
export class PgmendError extends Error {
  override readonly name = 'PgmendError';

  constructor(
    /** Stable, kebab-case, e.g. `wrong-password`. */
    readonly code: string,
    message: string,
    /** What to do next, one or a few sentences; may hold a command to copy. */
    readonly next: string,
    readonly exitCode: 1 | 2 | 3 = 2,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
