/** The fields of an ErrorResponse that PostgreSQL sent, by their names in the manual. */
export interface ServerErrorFields {
  readonly severity: string;
  readonly sqlstate: string;
  readonly message: string;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
  /** Characters (not bytes) into the statement, from 1. */
  readonly position?: number | undefined;
  readonly where?: string | undefined;
  readonly schema?: string | undefined;
  readonly table?: string | undefined;
  readonly column?: string | undefined;
  readonly dataType?: string | undefined;
  readonly constraint?: string | undefined;
}

/**
 * An error that the server answered with.
 * Source: https://www.postgresql.org/docs/current/protocol-error-fields.html
 */
export class ServerError extends Error {
  override readonly name = 'ServerError';

  constructor(
    readonly fields: ServerErrorFields,
    options?: ErrorOptions,
  ) {
    super(fields.message, options);
  }

  get sqlstate(): string {
    return this.fields.sqlstate;
  }
}
