import { createHash, randomBytes } from 'node:crypto';
import { HttpError } from './http-error.js';

const lifetimeMs = 7 * 24 * 60 * 60 * 1000;

const hash = (token) => createHash('sha256').update(token).digest('hex');

/** Makes a token for a member. Only its hash is stored. */
export async function issueToken({ LoginToken }, userId) {
  const token = randomBytes(24).toString('base64url');
  await LoginToken.create({
    tokenHash: hash(token),
    userId,
    expiresAt: new Date(Date.now() + lifetimeMs),
  });
  return token;
}

/** The member whose token the request bears; 401 without one. */
export async function memberOf({ LoginToken, User }, request) {
  const [, token] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? [];
  const login = token ? await LoginToken.findByPk(hash(token)) : null;
  if (!login || login.expiresAt < new Date()) throw new HttpError(401, 'Log in first.');
  return User.findByPk(login.userId);
}
