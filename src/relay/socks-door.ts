import { lookup } from 'node:dns/promises';
import { connect, createServer, isIP, type Socket } from 'node:net';
import { type Leading, leadsTo } from './redirect-text.ts';

/** A SOCKS 5 proxy on the loopback address (RFC 1928, no authentication, CONNECT alone). */
export interface SocksDoor {
  readonly port: number;
  close(): Promise<void>;
}

interface Wanted {
  readonly host: string;
  readonly port: number;
}

/** Bytes of a request, and what is to be read next of it. */
const shortestRequest = 5;
const addressTypes = { ipv4: 1, name: 3, ipv6: 4 };
const replies = { done: 0, failed: 5, notSupported: 7 };

/**
 * Starts the proxy by which Java programs reach the relay: the virtual machine itself sends every connection of plain
 * sockets there (`socksProxyHost`), also those whose address is hard-coded. What leads to the target goes to the relay,
 * everything else where it wants to go.
 * https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/net/doc-files/net-properties.html
 */
export async function startSocksDoor(leading: Leading): Promise<SocksDoor> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    return socket;
  };
  const addresses = addressesOf(leading.target.host);
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    keep(client);
    serve(client).catch(() => client.destroy());
  });

  async function serve(client: Socket): Promise<void> {
    const greeting = await read(client, (bytes) =>
      bytes.length >= 2 ? 2 + (bytes[1] ?? 0) : null,
    );
    if (greeting[0] !== 5) return void client.destroy();
    client.write(Buffer.from([5, 0]));
    const wanted = wantedBy(await read(client, requestLength));
    if (wanted === null) return void client.end(reply(replies.notSupported));
    const { relay, target } = leading;
    const toTarget =
      leadsTo(target, wanted.host, String(wanted.port)) ||
      (wanted.port === target.port && (await addresses).has(wanted.host));
    const place = toTarget ? { host: relay.host, port: relay.port } : wanted;
    const server = keep(connect({ ...place, noDelay: true, allowHalfOpen: true }));
    server.once('error', () => client.end(reply(replies.failed)));
    server.once('connect', () => {
      client.write(reply(replies.done));
      client.pipe(server).pipe(client);
    });
    client.once('close', () => server.destroy());
    server.once('close', () => client.end());
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: 0, backlog: 1024 }, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function addressesOf(host: string): Promise<ReadonlySet<string>> {
  if (host.startsWith('/') || isIP(host) !== 0) return new Set([host]);
  const found = await lookup(host, { all: true }).catch(() => []);
  return new Set(found.map(({ address }) => address));
}

/** The first bytes, as many as `length` says once it can tell; what came behind them stays in the socket. */
function read(socket: Socket, length: (bytes: Buffer) => number | null): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0);
    const gone = () => reject(new Error('The client has gone.'));
    const onData = (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      const whole = length(bytes);
      if (whole === null || bytes.length < whole) return;
      socket.pause();
      socket.off('data', onData).off('end', gone).off('close', gone);
      if (bytes.length > whole) socket.unshift(bytes.subarray(whole));
      resolve(bytes.subarray(0, whole));
    };
    socket.on('data', onData).once('end', gone).once('close', gone);
    socket.resume();
  });
}

function requestLength(bytes: Buffer): number | null {
  if (bytes.length < shortestRequest) return null;
  const [, , , type, first = 0] = bytes;
  if (type === addressTypes.ipv4) return 10;
  if (type === addressTypes.ipv6) return 22;
  return 7 + first;
}

function wantedBy(request: Buffer): Wanted | null {
  const [, command, , type, length = 0] = request;
  if (command !== 1) return null;
  const port = request.readUInt16BE(request.length - 2);
  const address = request.subarray(4, -2);
  if (type === addressTypes.ipv4) return { host: address.join('.'), port };
  if (type === addressTypes.name) return { host: address.toString('latin1', 1, 1 + length), port };
  if (type !== addressTypes.ipv6) return null;
  const groups = Array.from({ length: 8 }, (_, at) => address.readUInt16BE(at * 2).toString(16));
  // In the short form that names of hosts are compared in.
  return { host: new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1), port };
}

function reply(code: number): Buffer {
  return Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0]);
}
