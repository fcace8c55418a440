import pg from 'pg';
import { PgmendError } from './pgmend-error.ts';
import { quoteIdent } from './quote.ts';
import { describeServer, type Target } from './target.ts';

/**
 * Why no connection came about, as one sentence with what to check. The codes are stable:
 * `server-down`, `host-not-found`, `host-unreachable`, `connection-timeout`, `connection-closed`,
 * `wrong-password`, `password-missing`, `role-missing`, `not-allowed`, `no-such-database`, `no-permission`,
 * `too-many-connections`, `server-starting`, `tls-unsupported`, `tls-required`, `certificate-unknown`,
 * `certificate-expired`, `certificate-other-name`, `cannot-connect`.
 *
 * Servers speak many languages: what SQLSTATE leaves open is told apart by the C function that raised it
 * (field `R`), in PostgreSQL's postinit.c, miscinit.c and auth.c.
 */
export function connectionRefusal(error: unknown, target: Target): PgmendError {
  const refusal = error instanceof pg.DatabaseError ? byServer(error, target) : null;
  const { code, message, next } = refusal ?? byNetwork(error, target);
  return new PgmendError(code, message, next, 2, { cause: error });
}

interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly next: string;
}

/** The server turned the connection down by its host-based rules, or by the kind of connection. */
export function isRuleRefusal(error: unknown): boolean {
  return (
    error instanceof pg.DatabaseError &&
    error.code === '28000' &&
    error.routine === 'ClientAuthentication'
  );
}

/** The server answered that it has no TLS. */
export function isTlsUnsupported(error: unknown): boolean {
  return error instanceof Error && error.message.includes('does not support SSL');
}

function byServer(error: pg.DatabaseError, target: Target): Refusal | null {
  const server = describeServer(target);
  const from = `It comes from ${target.source}.`;
  switch (error.code) {
    case '28P01':
      return {
        code: 'wrong-password',
        message: `The server at ${server} does not accept the password of role ${target.user}.`,
        next: `Check the user name and the password. ${from}`,
      };
    case '28000':
      if (error.routine === 'InitializeSessionUserId') {
        return {
          code: 'role-missing',
          message: `Role ${target.user} cannot log in to the server at ${server}: ${error.message}.`,
          next: `Check the user name. ${from} A superuser creates a role with: CREATE ROLE ${quoteIdent(target.user)} LOGIN PASSWORD '…';`,
        };
      }
      return {
        code: 'not-allowed',
        message: `The server at ${server} does not let role ${target.user} into database ${target.database} from here: ${error.message}.`,
        next: `Check the user, the database and the host (${target.source}), and the server's pg_hba.conf.`,
      };
    case '3D000':
      return {
        code: 'no-such-database',
        message: `There is no database ${target.database} on the server at ${server}.`,
        next: `Check the database's name. ${from} A role that may creates it, connected to another database: CREATE DATABASE ${quoteIdent(target.database)};`,
      };
    case '42501':
      return {
        code: 'no-permission',
        message: `Role ${target.user} may not connect to database ${target.database}.`,
        next: `The database's owner can allow it with: GRANT CONNECT ON DATABASE ${quoteIdent(target.database)} TO ${quoteIdent(target.user)};`,
      };
    case '53300':
      return {
        code: 'too-many-connections',
        message: `The server at ${server} has no connection left: ${error.message}.`,
        next: 'Close connections that are not needed (SELECT * FROM pg_stat_activity shows them), or raise max_connections or the limit of the role or database, and try again.',
      };
    case '57P03':
      return {
        code: 'server-starting',
        message: `The server at ${server} does not take connections yet: ${error.message}.`,
        next: 'Wait until it has started or recovered, and try again.',
      };
    default:
      return error.code === undefined
        ? null
        : {
            code: 'cannot-connect',
            message: `The server at ${server} refused the connection: ${error.message} (${error.code}).`,
            next: `Check the connection's settings. ${from}`,
          };
  }
}

const unknownCertificate = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  // An authority of the same name with another key: it was renewed, or is another environment's.
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'INVALID_CA',
]);

function byNetwork(error: unknown, target: Target): Refusal {
  const server = describeServer(target);
  const from = `It comes from ${target.source}.`;
  const reason = reasonOf(error);
  const code = errorCode(error);
  if (code === 'ECONNREFUSED' || code === 'ENOENT') {
    return {
      code: 'server-down',
      message: `Nothing accepts connections at ${server}.`,
      next: `Check that PostgreSQL runs and that host and port are right. ${from}`,
    };
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return {
      code: 'host-not-found',
      message: `The host ${target.host} was not found.`,
      next: `Check the host's name and the network. ${from}`,
    };
  }
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') {
    return {
      code: 'host-unreachable',
      message: `There is no way to ${server} in the network.`,
      next: `Check the network, a VPN and the host. ${from}`,
    };
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return {
      code: 'cannot-connect',
      message: `This user may not open a connection to ${server}.`,
      next: `Check the socket's permissions or the firewall. ${from}`,
    };
  }
  if (code === 'ETIMEDOUT' || /timeout/i.test(reason)) {
    return {
      code: 'connection-timeout',
      message: `The server at ${server} did not answer in time.`,
      next: `Check host, port and firewall. ${from}`,
    };
  }
  if (isTlsUnsupported(error)) {
    return {
      code: 'tls-unsupported',
      message: `The server at ${server} has no TLS, and ${target.source} requires it.`,
      next: 'Switch TLS on at the server (ssl = on), or leave it out with sslmode=disable where the network is trusted.',
    };
  }
  if (code === 'CERT_HAS_EXPIRED') {
    return {
      code: 'certificate-expired',
      message: `The certificate of the server at ${server} has expired.`,
      next: 'Renew it on the server.',
    };
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return {
      code: 'certificate-other-name',
      message: `The certificate of the server at ${server} was issued for another name.`,
      next: `Connect by the name that the certificate holds, or use sslmode=verify-ca. ${from}`,
    };
  }
  if (unknownCertificate.has(code)) {
    return {
      code: 'certificate-unknown',
      message: `The certificate of the server at ${server} is not signed by an authority that is known here (${reason}).`,
      next: `Give the authority's certificate with sslrootcert=FILE (or PGSSLROOTCERT). ${from}`,
    };
  }
  if (/password must be a/.test(reason)) {
    return {
      code: 'password-missing',
      message: `The server at ${server} asks for the password of role ${target.user}, and none is given.`,
      next: 'Put it into the configuration, PGPASSWORD or ~/.pgpass.',
    };
  }
  if (code === 'ECONNRESET' || code === 'EPIPE' || /terminated|disconnected|ended/.test(reason)) {
    return {
      code: 'connection-closed',
      message: `The server at ${server} closed the connection at once.`,
      next: `Check that PostgreSQL is what listens there, and the server's log. ${from}`,
    };
  }
  return {
    code: 'cannot-connect',
    message: `The connection to ${server} failed: ${reason}.`,
    next: `Check that the server runs and can be reached. ${from}`,
  };
}

/** `localhost` may fail once per address: the first reason stands for all. */
function firstOf(error: unknown): unknown {
  return error instanceof AggregateError ? (error.errors[0] ?? error) : error;
}

function errorCode(error: unknown): string {
  const first = firstOf(error);
  return typeof first === 'object' && first !== null && 'code' in first ? String(first.code) : '';
}

function reasonOf(error: unknown): string {
  const first = firstOf(error);
  return first instanceof Error ? first.message : String(first);
}
