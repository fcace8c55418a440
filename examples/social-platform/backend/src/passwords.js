import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(scrypt);

/** `scrypt$SALT$KEY`, both hexadecimal. */
export async function hashPassword(password) {
  const salt = randomBytes(16);
  const key = await derive(password, salt, 32);
  return `scrypt$${salt.toString('hex')}$${key.toString('hex')}`;
}

export async function passwordMatches(password, stored) {
  const [scheme, salt, key] = stored.split('$');
  if (scheme !== 'scrypt' || !salt || !key) return false;
  const expected = Buffer.from(key, 'hex');
  const found = await derive(password, Buffer.from(salt, 'hex'), expected.length);
  return timingSafeEqual(expected, found);
}
