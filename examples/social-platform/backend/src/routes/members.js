import { HttpError } from '../http-error.js';
import { issueToken } from '../login.js';
import { hashPassword, passwordMatches } from '../passwords.js';
import { requiredText } from '../required-text.js';

const shown = ({ id, username, displayName }) => ({ id, username, displayName });

async function signUp({ models, input }) {
  const password = requiredText(input, 'password', 200);
  if (password.length < 8) throw new HttpError(400, 'password must have 8 characters at least.');
  const member = await models.User.create({
    username: requiredText(input, 'username', 40).toLowerCase(),
    email: requiredText(input, 'email', 255).toLowerCase(),
    displayName: input.displayName ? requiredText(input, 'displayName', 80) : null,
    passwordHash: await hashPassword(password),
  });
  return {
    status: 201,
    body: { member: shown(member), token: await issueToken(models, member.id) },
  };
}

async function logIn({ models, input }) {
  const username = requiredText(input, 'username', 40).toLowerCase();
  const member = await models.User.findOne({ where: { username } });
  const right =
    member && (await passwordMatches(requiredText(input, 'password', 200), member.passwordHash));
  if (!right) throw new HttpError(401, 'Wrong name or password.');
  return { body: { member: shown(member), token: await issueToken(models, member.id) } };
}

async function follow({ models, member, id }) {
  if (id === member.id) throw new HttpError(400, 'Nobody follows himself.');
  const [, created] = await models.SocialConnection.findOrCreate({
    where: { followerId: member.id, followingId: id },
  });
  return { status: created ? 201 : 200, body: { following: id } };
}

async function unfollow({ models, member, id }) {
  await models.SocialConnection.destroy({ where: { followerId: member.id, followingId: id } });
  return { body: { following: null } };
}

export const memberRoutes = [
  ['POST', /^\/members$/, signUp, { open: true }],
  ['POST', /^\/login$/, logIn, { open: true }],
  ['GET', /^\/me$/, async ({ member }) => ({ body: shown(member) })],
  ['POST', /^\/members\/(\d{1,9})\/follow$/, follow],
  ['DELETE', /^\/members\/(\d{1,9})\/follow$/, unfollow],
];
