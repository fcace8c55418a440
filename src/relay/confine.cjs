'use strict';
/**
 * Loaded first into every Node process of a replay (NODE_OPTIONS=--require): connections to the databases that the
 * project's configuration names are led to the scratch database, and there is no other way out. Every other connection,
 * every program that is not Node, and every native module that may connect by itself is refused, and the refusal is
 * written down. Child processes and worker threads are confined the same way.
 */
const childProcess = require('node:child_process');
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const net = require('node:net');
const path = require('node:path');
const tls = require('node:tls');
const workerThreads = require('node:worker_threads');

const kept = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => name.startsWith('PGMEND_REPLAY_')),
);
const relay = { host: kept.PGMEND_REPLAY_HOST, port: Number(kept.PGMEND_REPLAY_PORT) };
/** Host and port of each database that the configuration names. */
const databases = JSON.parse(kept.PGMEND_REPLAY_DATABASES || '[]');
const reportFile = kept.PGMEND_REPLAY_REPORT;
const ownOption = `--require "${__filename.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
const { appendFileSync } = fs;
const { realpathSync } = fs;
const node = realpathSync(process.execPath);

function refusal(what, name) {
  appendFileSync(reportFile, `${JSON.stringify({ refused: what, name })}\n`);
  const error = new Error(
    `pgmend: a replay reaches nothing but its scratch database; ${what} ${name} is refused`,
  );
  return Object.assign(error, { code: 'ERR_PGMEND_REPLAY' });
}

// Connections.

const loopback = new Set(['localhost', '127.0.0.1', '::1', '0.0.0.0', '::', '']);
const bare = (host) => {
  const name = String(host ?? 'localhost').toLowerCase();
  return name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
};

function isDatabase(options) {
  return databases.some(([host, port]) => {
    if (typeof options.path === 'string') return options.path === `${host}/.s.PGSQL.${port}`;
    if (Number(options.port) !== Number(port)) return false;
    const [asked, named] = [bare(options.host), bare(host)];
    return asked === named || (loopback.has(asked) && loopback.has(named));
  });
}

function isRelay(options) {
  return (
    typeof options.path !== 'string' &&
    options.host === relay.host &&
    Number(options.port) === relay.port
  );
}

function placeOf(options) {
  return typeof options.path === 'string'
    ? options.path
    : `${options.host ?? 'localhost'}:${options.port}`;
}

const places = process.env.PGMEND_STATEMENT_PLACES ? require('./statement-places.cjs') : null;
const toRelay = new WeakSet();
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...given) {
  // net.connect() hands over its arguments already read, as one array.
  const read = Array.isArray(given[0]) ? given[0] : net._normalizeArgs(given);
  const options = read[0] ?? {};
  if (!isDatabase(options) && !isRelay(options)) {
    const error = refusal('a connection to', placeOf(options));
    process.nextTick(() => this.destroy(error));
    return this;
  }
  toRelay.add(this);
  // A lookup, an address to come from or a path of the caller's own would lead elsewhere.
  read[0] = {
    host: relay.host,
    port: relay.port,
    allowHalfOpen: options.allowHalfOpen,
    noDelay: options.noDelay,
  };
  const socket = connect.call(this, read);
  // connect() gives a socket its own write() back.
  places?.watch(this);
  return socket;
};

const connectTls = tls.connect;
tls.connect = function (...given) {
  const at = given.findIndex((one) => typeof one === 'object' && one !== null);
  const options = at === -1 ? {} : given[at];
  const [port, host] = given;
  const direct = {
    ...options,
    ...(typeof port === 'number' ? { port } : {}),
    ...(typeof host === 'string' ? { host } : {}),
  };
  const reaches = options.socket
    ? toRelay.has(options.socket)
    : isDatabase(direct) || isRelay(direct);
  // Without the certificate's check, for the relay's own alone; what does not lead there is refused by connect().
  if (reaches) {
    const relaxed = { ...options, rejectUnauthorized: false, checkServerIdentity: () => undefined };
    if (at === -1)
      given.splice(given.findLastIndex((one) => typeof one !== 'function') + 1, 0, relaxed);
    else given[at] = relaxed;
  }
  const secure = connectTls.apply(this, given);
  if (reaches) places?.watch(secure);
  return secure;
};

// Other processes.

function isNode(file) {
  if (file === process.execPath || file === node) return true;
  if (path.basename(String(file)) === String(file)) return /^node(\.exe)?$/i.test(file);
  try {
    return realpathSync(file) === node;
  } catch {
    return false;
  }
}

/** A compiler that configurations are read with: it is given text on stdin, and answers on stdout. */
function isCompiler(file) {
  try {
    return /[\\/]node_modules[\\/](@esbuild[\\/][^\\/]+|esbuild)[\\/](bin[\\/])?esbuild(\.exe)?$/.test(
      realpathSync(file),
    );
  } catch {
    return false;
  }
}

/** The environment of a child: its own, but for what confines it. */
function confined(env) {
  const options = String(env.NODE_OPTIONS ?? '');
  return {
    ...env,
    ...kept,
    NODE_OPTIONS: options.startsWith(ownOption) ? options : `${ownOption} ${options}`.trim(),
  };
}

const spawn = childProcess.ChildProcess.prototype.spawn;
childProcess.ChildProcess.prototype.spawn = function (options) {
  if (isCompiler(options.file)) return spawn.call(this, options);
  if (!isNode(options.file)) throw refusal('the program', String(options.file));
  const env = Object.fromEntries(
    (options.envPairs ?? []).map((pair) => {
      const mark = pair.indexOf('=', 1);
      return [pair.slice(0, mark), pair.slice(mark + 1)];
    }),
  );
  const envPairs = Object.entries(confined(env)).map(([name, value]) => `${name}=${value}`);
  return spawn.call(this, { ...options, file: node, envPairs });
};

for (const name of ['spawnSync', 'execFileSync']) {
  const original = childProcess[name];
  childProcess[name] = function (file, ...rest) {
    const args = Array.isArray(rest[0]) ? rest[0] : [];
    const options =
      rest.find((one) => typeof one === 'object' && one !== null && !Array.isArray(one)) ?? {};
    if (!options.shell && isCompiler(file)) return original.call(this, file, ...rest);
    if (options.shell || !isNode(file)) throw refusal('the program', String(file));
    return original.call(this, node, args, {
      ...options,
      env: confined(options.env ?? process.env),
    });
  };
}
childProcess.execSync = (command) => {
  throw refusal('the program', String(command));
};

workerThreads.Worker = class Worker extends workerThreads.Worker {
  constructor(file, options = {}) {
    const execArgv = [...(options.execArgv ?? process.execArgv), '--require', __filename];
    const env =
      options.env === workerThreads.SHARE_ENV ? options.env : confined(options.env ?? process.env);
    super(file, { ...options, env, execArgv });
  }
};

// Ways around all of that.

/** Native modules of other people's that compute and do not connect. */
const harmless =
  /[\\/]node_modules[\\/](bcrypt|argon2|@node-rs|@swc|@oxc-|oxc-|@rollup|sharp|@img|better-sqlite3|sqlite3|bufferutil|utf-8-validate|fsevents)/;
const dlopen = process.dlopen;
process.dlopen = function (module, file, ...rest) {
  if (!harmless.test(String(file))) throw refusal('the native module', String(file));
  return dlopen.call(this, module, file, ...rest);
};
for (const name of ['binding', '_linkedBinding']) {
  const original = process[name];
  process[name] = function (wanted) {
    if (/^(tcp|pipe|process|tls|js_stream)_wrap$|^spawn_sync$/.test(wanted))
      throw refusal('the binding', wanted);
    return original.call(this, wanted);
  };
}
if (process.execve !== undefined) {
  process.execve = (file) => {
    throw refusal('the program', String(file));
  };
}
syncBuiltinESMExports();
