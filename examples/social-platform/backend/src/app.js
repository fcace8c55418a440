import { createServer } from 'node:http';
import { HttpError } from './http-error.js';
import { memberOf } from './login.js';
import { communityRoutes } from './routes/communities.js';
import { memberRoutes } from './routes/members.js';
import { postRoutes } from './routes/posts.js';
import { sessionRoutes } from './routes/sessions.js';

const routes = [...memberRoutes, ...sessionRoutes, ...postRoutes, ...communityRoutes];
const largestBody = 64 * 1024;

/**
 * The HTTP API over the models of models/index.cjs. A route is
 * `[method, pattern, handler, { open: true }?]`; open ones need no token.
 */
export function createApp(models) {
  return createServer(async (request, response) => {
    try {
      const { status = 200, body } = await answer(models, request);
      send(response, status, body);
    } catch (error) {
      const known = asHttpError(error);
      if (known.status === 500) console.error(error);
      send(response, known.status, { error: known.message });
    }
  });
}

async function answer(models, request) {
  const { pathname } = new URL(request.url, 'http://localhost');
  for (const [method, pattern, handler, { open = false } = {}] of routes) {
    const match = method === request.method ? pattern.exec(pathname) : null;
    if (!match) continue;
    const member = open ? null : await memberOf(models, request);
    const input = method === 'POST' ? await readJson(request) : {};
    return handler({ models, member, input, id: match[1] ? Number(match[1]) : null });
  }
  throw new HttpError(404, 'There is nothing here.');
}

async function readJson(request) {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > largestBody) throw new HttpError(413, 'That is too much.');
  }
  let input;
  try {
    input = text === '' ? {} : JSON.parse(text);
  } catch {
    throw new HttpError(400, 'The body is not JSON.');
  }
  if (input === null || typeof input !== 'object') throw new HttpError(400, 'Send an object.');
  return input;
}

function asHttpError(error) {
  if (error instanceof HttpError) return error;
  if (error.name === 'SequelizeUniqueConstraintError') {
    return new HttpError(409, `Taken already: ${Object.keys(error.fields).join(', ')}.`);
  }
  if (error.name === 'SequelizeForeignKeyConstraintError') {
    return new HttpError(404, 'What this refers to is not there.');
  }
  if (error.name === 'SequelizeValidationError') return new HttpError(400, error.message);
  return new HttpError(500, 'Something went wrong.');
}

function send(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body ?? null));
}
