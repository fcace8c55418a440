import pg from 'pg';
import { PgmendError } from './pgmend-error.ts';
import { ServerError } from './server-error.ts';
import type { Param, QueryResult, Session } from './session.ts';
import type { Target, TlsTarget } from './target.ts';

/** A connection that pgmend opened for itself. */
export interface OwnSession extends Session {
  readonly pid: number;
  close(): Promise<void>;
}

/**
 * Opens an own connection.
 *
 * @throws ServerError when the server refuses, PgmendError `connection-lost` or `cannot-connect` when it is not there.
 */
export async function connect(target: Target): Promise<OwnSession> {
  const client = new pg.Client({
    host: target.host,
    port: target.port,
    user: target.user,
    database: target.database,
    ...(target.password === null ? {} : { password: target.password }),
    ssl: tlsOptions(target.tls),
    application_name: 'pgmend',
    connectionTimeoutMillis: 15_000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    throw asKnownError(error, 'cannot-connect');
  }
  const version = await client.query<{ n: string }>(
    `SELECT pg_catalog.current_setting('server_version_num') AS n`,
  );
  return {
    serverVersion: Number(version.rows[0]?.n),
    pid: (client as unknown as { processID: number }).processID,
    async query<R>(sql: string, params: readonly Param[] = []): Promise<QueryResult<R>> {
      try {
        const result = await client.query({ text: sql, values: [...params] });
        return { rows: result.rows as R[], rowCount: result.rowCount };
      } catch (error) {
        throw asKnownError(error, 'connection-lost');
      }
    },
    async close() {
      await client.end().catch(() => {});
    },
  };
}

function tlsOptions(tls: TlsTarget | null): pg.ClientConfig['ssl'] {
  if (tls === null || tls.mode === 'prefer') return false;
  return {
    rejectUnauthorized: tls.mode !== 'require',
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
    ...(tls.cert === undefined ? {} : { cert: tls.cert }),
    ...(tls.key === undefined ? {} : { key: tls.key }),
    ...(tls.mode === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
  };
}

function asKnownError(error: unknown, code: string): Error {
  if (error instanceof pg.DatabaseError && error.code !== undefined) {
    return new ServerError(
      {
        severity: error.severity ?? 'ERROR',
        sqlstate: error.code,
        message: error.message,
        detail: error.detail,
        hint: error.hint,
        position: error.position === undefined ? undefined : Number(error.position),
        where: error.where,
        schema: error.schema,
        table: error.table,
        column: error.column,
        dataType: error.dataType,
        constraint: error.constraint,
      },
      { cause: error },
    );
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new PgmendError(
    code,
    `The connection to PostgreSQL failed: ${reason}.`,
    'Check that the server runs and can be reached, then run the command again.',
    2,
    { cause: error },
  );
}
