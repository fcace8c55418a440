'use strict';
/**
 * Loaded into every Node process of the command (NODE_OPTIONS=--require): sends connections meant for the
 * database's host and port to the relay, also those whose configuration is hard-coded, and lets these
 * connections alone accept the relay's own certificate. The relay itself verifies the server; where it was not told to,
 * a program that asks for it is refused rather than told that all is well.
 */
const net = require('node:net');
const tls = require('node:tls');
const { syncBuiltinESMExports } = require('node:module');

const {
  PGMEND_RELAY_HOST: relayHost,
  PGMEND_RELAY_PORT: relayPort,
  PGMEND_TARGET_HOST: targetHost,
  PGMEND_TARGET_PORT: targetPort,
  PGMEND_TARGET_VERIFIES: relayVerifies,
} = process.env;

const loopback = new Set(['localhost', '127.0.0.1', '::1', '0.0.0.0', '::', '']);
const bare = (host) => {
  const name = String(host ?? 'localhost').toLowerCase();
  return name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
};

function isTarget(options) {
  if (typeof options.path === 'string') {
    return options.path === `${targetHost}/.s.PGSQL.${targetPort}`;
  }
  if (String(options.port) !== targetPort) return false;
  const host = bare(options.host);
  return host === bare(targetHost) || (loopback.has(host) && loopback.has(bare(targetHost)));
}

/** Where the environment leads already: a URL in it is exchanged. */
function isRelay(options) {
  return (
    typeof options.path !== 'string' &&
    String(options.port) === relayPort &&
    bare(options.host) === bare(relayHost)
  );
}

function redirected(options) {
  const { path: _path, lookup: _lookup, ...rest } = options;
  return { ...rest, host: relayHost, port: Number(relayPort), family: 0 };
}

function asksToVerify(options) {
  return options?.rejectUnauthorized !== false && process.env.NODE_TLS_REJECT_UNAUTHORIZED !== '0';
}

/** A socket that ends with the reason, as one whose certificate is refused does. */
function refused(options) {
  const socket = new net.Socket();
  const reason = new Error(
    'pgmend: this program asks for a verified certificate, and pgmend was not told to verify the server. ' +
      'Name the database with --url "postgres://…?sslmode=verify-full&sslrootcert=FILE" (without sslrootcert: the authorities that Node knows).',
  );
  reason.code = 'PGMEND_NOT_VERIFIED';
  process.nextTick(() => {
    options?.socket?.destroy();
    socket.destroy(reason);
  });
  return socket;
}

if (relayHost && relayPort && targetHost && targetPort) {
  const places = process.env.PGMEND_STATEMENT_PLACES ? require('./statement-places.cjs') : null;
  const toRelay = new WeakSet();
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function (...given) {
    // net.connect() hands over its arguments already read, as one array.
    const read = Array.isArray(given[0]) ? given[0] : net._normalizeArgs(given);
    const [options] = read;
    const led = options && isTarget(options);
    if (!led && !(options && isRelay(options))) return connect.call(this, read);
    if (led) {
      toRelay.add(this);
      read[0] = redirected(options);
    }
    const socket = connect.call(this, read);
    // connect() gives a socket its own write() back.
    places?.watch(this);
    return socket;
  };

  const connectTls = tls.connect;
  tls.connect = function (...given) {
    const at = given.findIndex((one) => typeof one === 'object' && one !== null);
    const options = at === -1 ? null : given[at];
    const [port, host] = given;
    const direct = {
      ...options,
      ...(typeof port === 'number' ? { port } : {}),
      ...(typeof host === 'string' ? { host } : {}),
    };
    const reaches = options?.socket ? toRelay.has(options.socket) : isTarget(direct);
    if (!reaches) return connectTls.apply(this, given);
    if (!relayVerifies && asksToVerify(options)) return refused(options);
    const relaxed = { ...options, rejectUnauthorized: false, checkServerIdentity: () => undefined };
    if (at === -1)
      given.splice(given.findLastIndex((one) => typeof one !== 'function') + 1, 0, relaxed);
    else given[at] = relaxed;
    const secure = connectTls.apply(this, given);
    places?.watch(secure);
    return secure;
  };
  syncBuiltinESMExports();
}
