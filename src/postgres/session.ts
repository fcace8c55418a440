/** A value bound to a statement. Arrays become PostgreSQL arrays. */
export type Param = string | number | bigint | boolean | null | readonly (string | number | null)[];

/** The rows of one statement, decoded as the `pg` driver decodes them (int8 and numeric are strings). */
export interface QueryResult<R> {
  readonly rows: R[];
  /** Rows the statement touched or returned; null where PostgreSQL reports none. */
  readonly rowCount: number | null;
}

/**
 * One connection to one database, through which every room that needs the database speaks.
 * It is an own connection of pgmend, or the connection of a migration tool while the relay holds it;
 * no room may assume which. One statement at a time, one statement in a string.
 *
 * A failing statement rejects with a {@link ServerError}; a broken connection with a `PgmendError`
 * of code `connection-lost`.
 */
export interface Session {
  query<R = Record<string, unknown>>(
    sql: string,
    params?: readonly Param[],
  ): Promise<QueryResult<R>>;
  /** `server_version_num`, e.g. 150018. */
  readonly serverVersion: number;
  /**
   * Where statements can be sent ahead: a session for the time of `work` that takes several at once. Ends when all are
   * answered. See {@link file://./pipelined.ts}.
   */
  readonly pipelined?: <T>(work: (session: Session) => Promise<T>) => Promise<T>;
}
