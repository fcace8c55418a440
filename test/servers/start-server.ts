import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OwnSession } from '../../src/postgres/connect.ts';
import type { Target } from '../../src/postgres/target.ts';
import { createDataDirectory, superuser } from './data-directory.ts';
import { type DatabaseServer, databaseServer } from './database-server.ts';
import { installedServer } from './installed.ts';
import { runDirectory } from './run-directory.ts';
import { findServerUser, giveTo, runnableBinaries, type ServerUser } from './server-user.ts';

export { majors } from './installed.ts';
export { sharedServer } from './shared-server.ts';
export type { DatabaseServer, OwnSession, Target };

export interface ServerOptions {
  /** Lines of postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
  /** How pg_hba.conf lets everyone in; default `trust`. The superuser's password is in `superuser`. */
  readonly auth?: 'trust' | 'scram-sha-256' | 'md5' | 'password';
  /** The server's certificate and key, PEM; `required` refuses connections without TLS. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly required?: boolean };
}

/** A server that the test has to itself. */
export interface Server extends DatabaseServer {
  /** Where its Unix socket is; null on Windows and where the path would be too long. */
  readonly socketDirectory: string | null;
  /** What the server has logged so far. */
  log(): string;
  /** Stops as a crash does: no checkpoint, all connections cut; recovery at the next start. */
  crash(): Promise<void>;
  /** Starts again on the same port; a running server is stopped before. */
  restart(): Promise<void>;
  stop(): Promise<void>;
  /** Makes a replica that streams from this server, which is started again for it. */
  replica(): Promise<Server>;
}

/**
 * Starts a PostgreSQL of its own for a test that changes settings, crashes or stops it (about half a second).
 * A test that only needs a database takes `sharedServer` instead.
 * It ends with the process that started it, however that ends.
 *
 * @throws Error when the version is not installed or the server does not come up; with the server's log.
 */
export async function startServer(major: number, options: ServerOptions = {}): Promise<Server> {
  const { version, native } = installedServer(major);
  const { folder, nextName } = runDirectory();
  const user = findServerUser();
  const binaries = runnableBinaries(native, user, join(folder, `binaries-${version}`));
  const data = createDataDirectory(folder, nextName(), { version, binaries }, user);
  const socketDirectory = usableSocketDirectory(data);
  const configure = () => configureData(data, user, options, socketDirectory);
  const place = { binaries, data, user };
  return serverAt(major, place, socketDirectory, await startOnFreePort(place, configure), () =>
    join(folder, nextName()),
  );
}

function serverAt(
  major: number,
  { binaries, data, user }: Place,
  socketDirectory: string | null,
  process: { readonly child: ChildProcess; readonly port: number },
  nextPlace: () => string,
): Server {
  const server = databaseServer(major, process.port);
  let running: ChildProcess | null = process.child;

  async function end(signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
    const child = running;
    if (child === null) return;
    running = null;
    await stopPostmaster(child, binaries, data, signal);
  }

  async function restart(): Promise<void> {
    await end('SIGINT');
    const child = await start({ binaries, data, user }, process.port);
    if (child === null)
      throw new Error(`Port ${process.port} is taken:\n${readFileSync(logFile(data), 'utf8')}`);
    running = child;
  }

  return {
    ...server,
    socketDirectory,
    log: () => readFileSync(logFile(data), 'utf8'),
    crash: () => end('SIGQUIT'),
    stop: () => end('SIGINT'),
    restart,
    async replica() {
      await end('SIGINT');
      const copy = nextPlace();
      appendFileSync(join(data, 'pg_hba.conf'), 'host replication all 127.0.0.1/32 trust\n');
      cpSync(data, copy, { recursive: true });
      await restart();
      const place = { binaries, data: copy, user };
      const started = await startOnFreePort(place, () => followPrimary(place, process.port));
      return serverAt(major, place, null, started, nextPlace);
    },
  };
}

function followPrimary({ data, user }: Place, port: number): void {
  appendFileSync(
    join(data, 'postgresql.conf'),
    `unix_socket_directories = ''\nwal_receiver_status_interval = 1\n` +
      `primary_conninfo = 'host=127.0.0.1 port=${port} user=${superuser.name} application_name=replica'\n`,
  );
  writeFileSync(join(data, 'standby.signal'), '');
  giveTo(user, data);
}

interface Place {
  readonly binaries: string;
  readonly data: string;
  readonly user: ServerUser;
}

function configureData(
  data: string,
  user: ServerUser,
  options: ServerOptions,
  socketDirectory: string | null,
): void {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: socketDirectory ?? '',
    fsync: 'off',
    full_page_writes: 'off',
    shared_buffers: '64MB',
    TimeZone: 'UTC',
    log_timezone: 'UTC',
    ...options.settings,
  };
  if (options.tls !== undefined) {
    settings.ssl = 'on';
    writeFileSync(join(data, 'server.crt'), options.tls.cert);
    writeFileSync(join(data, 'server.key'), options.tls.key, { mode: 0o600 });
  }
  const lines = Object.entries(settings).map(([n, v]) => `${n} = '${v.replaceAll("'", "''")}'\n`);
  appendFileSync(join(data, 'postgresql.conf'), lines.join(''));
  const auth = options.auth ?? 'trust';
  const type = options.tls?.required === true ? 'hostssl' : 'host';
  const local = socketDirectory === null ? '' : `local all all ${auth}\n`;
  writeFileSync(join(data, 'pg_hba.conf'), `${local}${type} all all 127.0.0.1/32 ${auth}\n`);
  giveTo(user, data);
}

/** A free port may be taken between asking and using it: then another one is tried. */
async function startOnFreePort(place: Place, configure: () => void) {
  configure();
  if (place.data !== '' && needsPassword(place.data)) await setPassword(place);
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const port = await freePort();
    const child = await start(place, port);
    if (child !== null) return { child, port };
  }
  throw new Error(`No free port was found:\n${readFileSync(logFile(place.data), 'utf8')}`);
}

function needsPassword(data: string): boolean {
  return !readFileSync(join(data, 'pg_hba.conf'), 'utf8').includes(' trust');
}

/** Set in single-user mode, before anyone could log in without it. */
async function setPassword({ binaries, data, user }: Place): Promise<void> {
  const md5 = readFileSync(join(data, 'pg_hba.conf'), 'utf8').includes(' md5');
  const encryption = md5 ? 'md5' : 'scram-sha-256';
  const { status, stderr } = spawnSync(
    join(binaries, 'bin', 'postgres'),
    ['--single', '-D', data, '-c', `password_encryption=${encryption}`, 'postgres'],
    {
      ...user,
      cwd: data,
      encoding: 'utf8',
      input: `ALTER ROLE ${superuser.name} PASSWORD '${superuser.password}'\n`,
    },
  );
  if (status !== 0) throw new Error(`The password could not be set:\n${stderr}`);
}

/** @returns null when the port is taken. */
async function start({ binaries, data, user }: Place, port: number): Promise<ChildProcess | null> {
  const log = openSync(logFile(data), 'a');
  const child = spawn(join(binaries, 'bin', 'postgres'), ['-D', data, '-p', String(port)], {
    ...user,
    cwd: data,
    // A group of its own: an interrupt on the terminal goes to the tests, which stop their servers themselves.
    detached: true,
    stdio: ['ignore', log, log],
  });
  child.unref();
  for (let waited = 0; waited < 30_000; waited += 20) {
    await sleep(20);
    if (child.exitCode !== null || child.signalCode !== null) break;
    if (isReady(data)) return child;
  }
  const text = readFileSync(logFile(data), 'utf8');
  if (/could not (bind|create any TCP)/.test(text.slice(-2000))) return null;
  child.kill('SIGQUIT');
  throw new Error(`The server did not start:\n${text}`);
}

/** The eighth line of postmaster.pid is the server's state. Source: src/include/utils/pidfile.h. */
function isReady(data: string): boolean {
  const file = join(data, 'postmaster.pid');
  const state = existsSync(file) ? readFileSync(file, 'utf8').split('\n')[7]?.trim() : '';
  return state === 'ready' || state === 'standby';
}

async function stopPostmaster(
  child: ChildProcess,
  binaries: string,
  data: string,
  signal: 'SIGINT' | 'SIGQUIT',
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.ref();
  if (process.platform === 'win32') {
    // Windows has no signals: pg_ctl speaks to the server's own pipe.
    const mode = signal === 'SIGINT' ? 'fast' : 'immediate';
    spawnSync(join(binaries, 'bin', 'pg_ctl'), ['stop', '-D', data, '-m', mode, '-w']);
  } else {
    child.kill(signal);
  }
  await gone;
}

function logFile(data: string): string {
  return `${data}.log`;
}

/** The address of a Unix socket holds 103 bytes on macOS and 107 on Linux, `/.s.PGSQL.65535` included. */
function usableSocketDirectory(data: string): string | null {
  return process.platform === 'win32' || Buffer.byteLength(data) > 103 - 15 ? null : data;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
