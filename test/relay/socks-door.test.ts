import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redirectEnvironment } from '../../src/relay/redirect.ts';
import { type SocksDoor, startSocksDoor } from '../../src/relay/socks-door.ts';
import { majors, sharedServer } from '../servers/start-server.ts';
import { openStage, type Stage } from './stage.ts';

describe('the proxy for Java programs', () => {
  let stage: Stage;
  let door: SocksDoor;
  beforeAll(async () => {
    stage = await openStage(await sharedServer(majors.at(-1) ?? 18));
    door = await startSocksDoor({ relay: stage.relay, target: stage.target });
  });
  afterAll(async () => {
    await door.close();
    await stage.close();
  });

  /** What the proxy answers to CONNECT, and the socket behind it. */
  async function ask(address: readonly number[], port: number, command = 1) {
    const socket = connect({ host: '127.0.0.1', port: door.port });
    socket.on('error', () => {});
    const greeting = [5, 1, 0];
    const request = [5, command, 0, ...address, port >> 8, port & 255];
    // A byte at a time, as a network may deliver them.
    for (const byte of [...greeting, ...request]) socket.write(Buffer.from([byte]));
    const answer = await take(socket, 12);
    return { socket, code: answer[3] };
  }

  async function take(socket: Socket, length: number): Promise<Buffer> {
    let bytes = Buffer.alloc(0);
    while (bytes.length < length) {
      const data = once(socket, 'data');
      socket.resume();
      const [chunk] = await data;
      bytes = Buffer.concat([bytes, chunk]);
    }
    if (bytes.length > length) {
      socket.pause();
      socket.unshift(bytes.subarray(length));
    }
    return bytes.subarray(0, length);
  }

  const name = (host: string) => [3, host.length, ...Buffer.from(host)];
  const ipv6 = [4, ...new Array(15).fill(0), 1];

  it.each([
    ['an address', [1, 127, 0, 0, 1]],
    ['a name', name('localhost')],
    ['an IPv6 address', ipv6],
  ])('leads what goes to the database to the relay, by %s', async (_by, address) => {
    const before = stage.relay.accepted();
    const { socket, code } = await ask(address, stage.target.port);
    expect(code).toBe(0);
    const words = `user\0${stage.target.user}\0database\0${stage.target.database}\0\0`;
    const startup = Buffer.concat([Buffer.from([0, 0, 0, 0, 0, 3, 0, 0]), Buffer.from(words)]);
    startup.writeUInt32BE(startup.length);
    socket.write(startup);
    expect((await take(socket, 9)).toString('latin1', 0, 1)).toBe('R');
    expect(stage.relay.accepted()).toBe(before + 1);
    socket.destroy();
  });

  it('lets everything else go where it wants', async () => {
    const other = createServer((socket) => socket.end('other')).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const before = stage.relay.accepted();
    const { socket, code } = await ask(name('localhost'), (other.address() as AddressInfo).port);
    expect(code).toBe(0);
    expect((await take(socket, 5)).toString()).toBe('other');
    expect(stage.relay.accepted()).toBe(before);
    other.close();
    const nowhere = await ask(name('localhost'), 1);
    expect(nowhere.code).toBe(5);
  });

  it('answers what it cannot do', async () => {
    const { code } = await ask([1, 127, 0, 0, 1], stage.target.port, 2);
    expect(code).toBe(7);
  });

  it('is announced to Java, unless it has a proxy of its own', () => {
    const env = (options?: string) =>
      redirectEnvironment({
        relay: stage.relay,
        target: stage.target,
        env: { JAVA_TOOL_OPTIONS: options },
        socksPort: 7000,
      }).JAVA_TOOL_OPTIONS;
    expect(env('-Xmx1g')).toBe(
      '-Xmx1g -DsocksProxyHost=127.0.0.1 -DsocksProxyPort=7000 -DsocksNonProxyHosts=',
    );
    expect(env('-DsocksProxyHost=p')).toBe('-DsocksProxyHost=p');
  });
});
