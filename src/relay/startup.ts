import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Certificate } from './certificate.ts';

/** What a client wants, said by its first packets. */
export type Opening =
  | { readonly kind: 'start'; readonly socket: Socket; readonly packet: Buffer }
  | { readonly kind: 'cancel'; readonly socket: Socket; readonly packet: Buffer };

const codes = { cancel: 80_877_102, ssl: 80_877_103, gss: 80_877_104 };
const tlsHandshake = 0x16;
const longestPacket = 10_000;
const openingTimeout = 60_000;

/**
 * Reads the client's first packets: declines GSS encryption, answers a request for TLS, and ends with the
 * start-up message or a cancel request. null when the client went away.
 *
 * @param offerTls the relay's certificate, or null where the server itself is reached without TLS.
 */
export async function readOpening(
  accepted: Socket,
  offerTls: () => Promise<Certificate | null>,
): Promise<Opening | null> {
  let socket = accepted;
  for (;;) {
    const packet = await readPacket(socket);
    if (packet === null) return null;
    if (packet[0] === tlsHandshake) {
      const certificate = await offerTls();
      if (certificate === null) return null;
      socket.unshift(packet);
      socket = encrypt(socket, certificate);
      continue;
    }
    switch (packet.readUInt32BE(4)) {
      case codes.cancel:
        return { kind: 'cancel', socket, packet };
      case codes.gss:
        socket.write('N');
        break;
      case codes.ssl: {
        const certificate = socket === accepted ? await offerTls() : null;
        // Bytes sent before the answer would be read as if they had been encrypted (CVE-2021-23214).
        if (socket.readableLength > 0) return null;
        socket.write(certificate === null ? 'N' : 'S');
        if (certificate !== null) socket = encrypt(socket, certificate);
        break;
      }
      default:
        return { kind: 'start', socket, packet };
    }
  }
}

function encrypt(socket: Socket, { cert, key }: Certificate): TLSSocket {
  const secure = new TLSSocket(socket, {
    isServer: true,
    cert,
    key,
    ALPNProtocols: ['postgresql'],
  });
  secure.on('error', () => socket.destroy());
  return secure;
}

/** One packet that starts with its length; a TLS handshake is given as far as it has come. */
function readPacket(socket: Socket): Promise<Buffer | null> {
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0);
    const finish = (packet: Buffer | null) => {
      clearTimeout(timer);
      socket.off('data', onData);
      socket.off('end', onEnd);
      socket.off('close', onEnd);
      resolve(packet);
    };
    const onEnd = () => finish(null);
    const timer = setTimeout(onEnd, openingTimeout);
    const onData = (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (bytes[0] === tlsHandshake) {
        socket.pause();
        return finish(bytes);
      }
      if (bytes.length < 8) return;
      const length = bytes.readUInt32BE(0);
      if (length < 8 || length > longestPacket) return finish(null);
      if (bytes.length < length) return;
      socket.pause();
      const rest = bytes.subarray(length);
      if (rest.length > 0) socket.unshift(rest);
      finish(bytes.subarray(0, length));
    };
    if (socket.destroyed) return finish(null);
    socket.on('data', onData);
    socket.on('end', onEnd);
    socket.on('close', onEnd);
    socket.resume();
  });
}

/** The parameters of a start-up message. */
export function startupParameters(packet: Buffer): Map<string, string> {
  const words = packet.toString('utf8', 8).split('\0');
  const parameters = new Map<string, string>();
  for (let at = 0; at + 1 < words.length && words[at] !== ''; at += 2) {
    parameters.set(words[at] ?? '', words[at + 1] ?? '');
  }
  return parameters;
}
