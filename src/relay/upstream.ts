import net from 'node:net';
import tls from 'node:tls';
import { tlsOptions } from '../postgres/connect.ts';
import type { Target, TlsTarget } from '../postgres/target.ts';

/** A connection to the database's server, before its start-up message. */
export interface Upstream {
  readonly socket: net.Socket;
  readonly encrypted: boolean;
}

/** Bytes that may wait for a slow reader. With Node's default every chunk of a large result would stop the reading. */
export const highWaterMark = 1_048_576;

const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
const connectTimeout = 15_000;

/**
 * Connects to the server and lays TLS as the target asks; the relay verifies the certificate itself.
 * `prefer` goes on without TLS where the server has none.
 *
 * @throws the socket's own error, or one that says the server does not support SSL.
 */
export async function connectUpstream(target: Target, plain = false): Promise<Upstream> {
  const unix = target.host.startsWith('/');
  const security = plain || unix ? null : target.tls;
  const socket = await open(target);
  if (security === null) return { socket, encrypted: false };
  try {
    const answer = await askForTls(socket);
    if (answer === 'S') return { socket: await encrypt(socket, security, target), encrypted: true };
    if (security.mode === 'prefer') return { socket, encrypted: false };
    throw new Error('The server does not support SSL connections');
  } catch (error) {
    socket.destroy();
    // A server whose TLS cannot be agreed upon is tried without it, as libpq does.
    if (security.mode === 'prefer') return connectUpstream(target, true);
    throw error;
  }
}

function open(target: Target): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const place = target.host.startsWith('/')
      ? { path: `${target.host}/.s.PGSQL.${target.port}` }
      : { host: target.host, port: target.port, noDelay: true };
    const options = { ...place, allowHalfOpen: true, highWaterMark };
    const socket = net.connect(options);
    const timer = setTimeout(() => socket.destroy(timedOut()), connectTimeout);
    socket.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      // Until the next owner listens, an error shows in the socket's closing.
      socket.on('error', () => {});
      resolve(socket);
    });
  });
}

function askForTls(socket: net.Socket): Promise<'S' | 'N'> {
  return new Promise((resolve, reject) => {
    const closed = () => reject(new Error('Connection terminated unexpectedly'));
    socket.once('close', closed);
    socket.once('end', closed);
    socket.once('data', (bytes: Buffer) => {
      socket.pause();
      socket.off('close', closed);
      socket.off('end', closed);
      // More than one byte would be text from someone in between, read as if it were encrypted (CVE-2021-23222).
      if (bytes.length === 1 && bytes[0] === 0x53) resolve('S');
      else if (bytes.length === 1 && bytes[0] === 0x4e) resolve('N');
      else reject(new Error('The server does not support SSL connections'));
    });
    socket.write(sslRequest);
  });
}

function encrypt(socket: net.Socket, security: TlsTarget, target: Target): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    // Without `host` Node would check an address against the name localhost.
    const options = { socket, host: target.host, ...tlsOptions(security, target.host) };
    const secure = tls.connect(options);
    secure.once('error', reject);
    secure.once('close', () => reject(new Error('Connection terminated unexpectedly')));
    secure.once('secureConnect', () => {
      secure.removeAllListeners('close');
      secure.on('error', () => {});
      secure.pause();
      resolve(secure);
    });
  });
}

function timedOut(): Error {
  return Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' });
}
