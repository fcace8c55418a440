import { code, message } from './messages.ts';

const saslRequest = 10;

/**
 * AuthenticationSASL without the mechanisms that bind to the TLS channel: the client's channel ends at the relay.
 * null when the message is another one, or offers none of them.
 */
export function withoutChannelBinding(frame: Buffer): Buffer | null {
  if (frame[0] !== code('R') || frame.readUInt32BE(5) !== saslRequest) return null;
  const offered = frame.toString('latin1', 9).split('\0').filter(Boolean);
  const kept = offered.filter((name) => !name.endsWith('-PLUS'));
  if (kept.length === offered.length) return null;
  const body = Buffer.from(
    `\0\0\0${String.fromCharCode(saslRequest)}${kept.join('\0')}\0\0`,
    'latin1',
  );
  return message('R', body);
}

/**
 * A SASLInitialResponse with the flag `y`: the client could bind and thinks that the server cannot. A server that can
 * takes that for an attack. RFC 5802, section 6.
 */
export function suspectsDowngrade(frame: Buffer): boolean {
  const endOfName = frame.indexOf(0, 5);
  return (
    frame.toString('latin1', 5, endOfName) === 'SCRAM-SHA-256' && frame[endOfName + 5] === code('y')
  );
}
