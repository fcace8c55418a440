import type { Socket } from 'node:net';
import type { Target } from '../postgres/target.ts';
import { code, fieldsOf } from './messages.ts';
import { connectUpstream, type Upstream } from './upstream.ts';

/** Rejected by the server's host-based rules. */
const notAllowed = '28000';

/**
 * Sends a client's start-up message. Where TLS is only preferred and the server turns an encrypted connection down by
 * its rules (`hostnossl` in pg_hba.conf), it is sent once more without TLS, as libpq does.
 *
 * @returns the paused socket on which the server's answer comes.
 */
export async function startSession(
  upstream: Upstream,
  packet: Buffer,
  target: Target,
): Promise<Socket> {
  const { socket, encrypted } = upstream;
  socket.write(packet);
  if (!encrypted || target.tls?.mode !== 'prefer' || !(await isTurnedDown(socket))) return socket;
  let plain: Upstream;
  try {
    plain = await connectUpstream(target, true);
  } catch {
    return socket;
  }
  socket.destroy();
  plain.socket.write(packet);
  return plain.socket;
}

/** Looks at the first answer and leaves it in the socket. */
function isTurnedDown(socket: Socket): Promise<boolean> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const finish = () => {
      socket.pause();
      socket.off('data', onData);
      socket.off('end', finish);
      socket.off('close', finish);
      const bytes = Buffer.concat(chunks);
      if (bytes.length > 0) socket.unshift(bytes);
      resolve(bytes[0] === code('E') && fieldsOf(bytes).get('C') === notAllowed);
    };
    const onData = (chunk: Buffer) => {
      chunks.push(chunk);
      const bytes = Buffer.concat(chunks);
      const whole =
        bytes[0] !== code('E') || (bytes.length >= 5 && bytes.length > bytes.readUInt32BE(1));
      if (whole) finish();
    };
    socket.on('data', onData);
    socket.once('end', finish);
    socket.once('close', finish);
    socket.resume();
  });
}
