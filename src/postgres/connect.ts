import { isIP } from 'node:net';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import pg from 'pg';
import { connectionRefusal, isRuleRefusal, isTlsUnsupported } from './connection-refusal.ts';
import { PgmendError } from './pgmend-error.ts';
import { ServerError } from './server-error.ts';
import type { Param, QueryResult, Session } from './session.ts';
import { describeServer, type Target, type TlsTarget } from './target.ts';

/** A connection that pgmend opened for itself. */
export interface OwnSession extends Session {
  readonly pid: number;
  /** Process id and secret, as a request to cancel names the session. */
  readonly backendKey: Buffer;
  /** The connection is encrypted. */
  readonly encrypted: boolean;
  close(): Promise<void>;
}

/** Milliseconds until an attempt to connect is given up. */
const connectTimeout = 15_000;

/**
 * Opens an own connection. `prefer` tries TLS and goes on without it where the server has none
 * or allows only plain connections, as libpq does; a Unix socket is never encrypted.
 *
 * @throws PgmendError with one of the codes of {@link connectionRefusal} when there is no way in.
 */
export async function connect(target: Target): Promise<OwnSession> {
  const { client, encrypted } = await open(target);
  // An idle connection that breaks is reported by the next query.
  client.on('error', () => {});
  const version = await client.query<{ n: string }>(
    `SELECT pg_catalog.current_setting('server_version_num') AS n`,
  );
  const serverVersion = Number(version.rows[0]?.n);
  const query = async <R>(sql: string, params: readonly Param[] = []): Promise<QueryResult<R>> => {
    try {
      const result = await client.query({ text: sql, values: [...params] });
      return { rows: result.rows as R[], rowCount: result.rowCount };
    } catch (error) {
      throw asKnownError(error, target);
    }
  };
  return {
    serverVersion,
    pid: keyOf(client).processID,
    backendKey: backendKey(keyOf(client)),
    encrypted,
    query,
    pipelined: (work) => sendAhead(client, { serverVersion, query }, work),
    async close() {
      await client.end().catch(() => {});
    },
  };
}

interface Key {
  readonly processID: number;
  readonly secretKey: number;
}

/** What the driver has kept of BackendKeyData; poolers may send none. */
function keyOf(client: pg.Client): Key {
  const { processID, secretKey } = client as unknown as Partial<Key>;
  return { processID: processID ?? 0, secretKey: secretKey ?? 0 };
}

/** https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-CANCELREQUEST */
function backendKey({ processID, secretKey }: Key): Buffer {
  const key = Buffer.allocUnsafe(8);
  key.writeUInt32BE(processID >>> 0, 0);
  key.writeUInt32BE(secretKey >>> 0, 4);
  return key;
}

/**
 * The driver sends ahead only what its `pipeline` says; on all the time, {@link OwnSession.close} would wait for a
 * statement that runs. https://node-postgres.com/features/pipelining
 */
async function sendAhead<T>(
  client: pg.Client,
  { serverVersion, query }: Session,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const driver = client as unknown as { pipeline: boolean };
  const answers: Promise<unknown>[] = [];
  const ahead: Session = {
    serverVersion,
    query: <R>(sql: string, params?: readonly Param[]) => {
      const answer = query<R>(sql, params);
      answers.push(answer.catch(() => {}));
      return answer;
    },
    pipelined: (inner) => inner(ahead),
  };
  driver.pipeline = true;
  try {
    return await work(ahead);
  } finally {
    await Promise.all(answers);
    driver.pipeline = false;
  }
}

export interface Opened {
  readonly client: pg.Client;
  readonly encrypted: boolean;
  /** What the server reported of its settings when it let the client in. */
  readonly settings: readonly (readonly [name: string, value: string])[];
}

/** Logs in as {@link connect} does, and hands over the driver's own client. */
export async function open(target: Target): Promise<Opened> {
  const tls = target.host.startsWith('/') ? null : target.tls;
  try {
    return await attempt(target, tls);
  } catch (error) {
    if (tls?.mode === 'prefer' && (isTlsUnsupported(error) || isRuleRefusal(error))) {
      return await attempt(target, null).catch((plain: unknown) => {
        throw connectionRefusal(plain, target);
      });
    }
    if (tls === null && isRuleRefusal(error) && (await worksWithTls(target))) {
      throw new PgmendError(
        'tls-required',
        `The server at ${describeServer(target)} takes encrypted connections only.`,
        `Ask for TLS: sslmode=require in the URL, PGSSLMODE=require, or ssl in ${target.source}.`,
        2,
        { cause: error },
      );
    }
    throw connectionRefusal(error, target);
  }
}

async function attempt(target: Target, tls: TlsTarget | null): Promise<Opened> {
  const client = new pg.Client({
    host: target.host,
    port: target.port,
    user: target.user,
    database: target.database,
    // A function keeps pg from looking up PGPASSWORD and ~/.pgpass when the target has no password.
    password: () => target.password ?? (undefined as unknown as string),
    ssl: tls === null ? false : tlsOptions(tls, target.host),
    ...(target.options === undefined ? {} : { options: target.options }),
    application_name: 'pgmend',
    connectionTimeoutMillis: connectTimeout,
  });
  client.on('error', () => {});
  const settings: [string, string][] = [];
  const { connection } = client as unknown as { readonly connection: NodeJS.EventEmitter };
  connection.on('parameterStatus', (one: { parameterName: string; parameterValue: string }) => {
    settings.push([one.parameterName, one.parameterValue]);
  });
  try {
    await client.connect();
    return { client, encrypted: tls !== null, settings };
  } catch (error) {
    client.end().catch(() => {});
    throw error;
  }
}

async function worksWithTls(target: Target): Promise<boolean> {
  if (target.host.startsWith('/')) return false;
  try {
    const { client } = await attempt(target, { mode: 'require' });
    await client.end();
    return true;
  } catch (error) {
    // Any answer but the same rule shows that TLS got further than plain text did.
    return error instanceof pg.DatabaseError && !isRuleRefusal(error);
  }
}

/**
 * What Node's `tls.connect` needs for libpq's modes; `require` with an authority verifies as `verify-ca`, as libpq does.
 * https://www.postgresql.org/docs/current/libpq-ssl.html
 */
export function tlsOptions(tls: TlsTarget, host: string) {
  const verifies = tls.mode === 'verify-ca' || tls.mode === 'verify-full';
  const authority = tls.ca !== undefined && tls.mode === 'require';
  const name = tls.servername ?? host;
  return {
    rejectUnauthorized: verifies || authority,
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
    ...(tls.cert === undefined ? {} : { cert: tls.cert }),
    ...(tls.key === undefined ? {} : { key: tls.key }),
    // A server is asked for by its name, never by an address (RFC 6066, section 3).
    ...(isIP(name) === 0 ? { servername: name } : {}),
    // By the name that was given: Node would check `localhost` where it has no server name, and pg sets its own.
    checkServerIdentity: (_asked: string, certificate: PeerCertificate) =>
      tls.mode === 'verify-full' ? checkServerIdentity(name, certificate) : undefined,
  };
}

/** SQLSTATEs with which the server ends the connection itself. */
const endsConnection = new Set(['57P01', '57P02', '57P03', '57P05', '25P03']);

function asKnownError(error: unknown, target: Target): Error {
  if (
    error instanceof pg.DatabaseError &&
    error.code !== undefined &&
    !endsConnection.has(error.code)
  ) {
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
    'connection-lost',
    `The connection to ${describeServer(target)} was lost: ${reason}.`,
    'Nothing that was not committed has happened. Check the server, then run the command again.',
    2,
    { cause: error },
  );
}
