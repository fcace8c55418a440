'use strict';
/**
 * Loaded by the preload where PGMEND_STATEMENT_PLACES names a file: writes into it, one JSON value a line, from which
 * places of the user's own files each statement comes: `{ statement, frames: [{ file, line, column }] }`, innermost
 * first. A driver sends a statement long after the call that asked for it has left the stack, so the place travels with
 * the asynchronous context: whatever is begun while a user's function is on the stack remembers where that was.
 */
const { createHook, executionAsyncResource } = require('node:async_hooks');
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { fileURLToPath } = require('node:url');

const { appendFileSync } = fs;
const report = process.env.PGMEND_STATEMENT_PLACES;
/** Frames of the user's files that are kept of one stack. */
const mostFrames = 6;
/** Characters of a statement that are written down. */
const longest = 20_000;
/** Frames of a stack among which one of the user's is looked for, and how many steps of a context. */
const stackDepth = 10;
const lookBack = 64;
/** Stacks that are taken at once, and in each millisecond: one costs some microseconds. What is begun without has no place. */
const mostStacks = 10_000;
const stacksPerMillisecond = 5;
const mostData = 500;
/** A context goes on in these; in a socket's it would be that of whoever opened the connection. */
const carriers = new Set(['PROMISE', 'Timeout', 'Immediate', 'TickObject', 'Microtask']);
const contexts = new WeakMap();
/** Positions in loaded code → places in the user's files; null for those of packages. */
const known = new Map();

/** Somebody else's code: packages, Node's own, and ours. */
function isForeign(file) {
  return (
    !path.isAbsolute(file) ||
    /[\\/](node_modules|\.yarn|\.pnpm)[\\/]|\.pnp\.[cm]?js$/.test(file) ||
    path.dirname(file) === __dirname
  );
}

function pathOf(name) {
  return name.startsWith('file:') ? fileURLToPath(name) : name;
}

/** The place that a compiled position stands for, by the map of whoever compiled it. */
function mapped(site, file, line, column, prepare) {
  if (typeof prepare === 'function') {
    const text = String(prepare(new Error('place'), [site]));
    const [, name, row, at] =
      /(?:\(|at (?:async )?)([^()\n]+?):(\d+):(\d+)\)?\s*$/.exec(text) ?? [];
    if (name !== undefined) return { file: pathOf(name), line: Number(row), column: Number(at) };
  }
  const entry = Module.findSourceMap?.(file)?.findEntry(line - 1, column - 1);
  if (entry?.originalSource === undefined) return { file, line, column };
  const { originalSource, originalLine, originalColumn } = entry;
  return {
    file: path.resolve(path.dirname(file), pathOf(originalSource)),
    line: originalLine + 1,
    column: originalColumn + 1,
  };
}

function placeOf(site, prepare) {
  const name = site.getFileName();
  if (typeof name !== 'string' || name.startsWith('node:')) return null;
  const line = site.getLineNumber() ?? 0;
  const column = site.getColumnNumber() ?? 0;
  const key = `${name}:${line}:${column}`;
  let place = known.get(key);
  if (place === undefined) {
    const file = pathOf(name.replace(/\?.*$/, ''));
    place = isForeign(file) ? null : mapped(site, file, line, column, prepare);
    known.set(key, place);
  }
  return place;
}

/** The stack as it is now; it costs little until {@link framesOf} reads it. */
function stackHere(limit, above) {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = limit;
  const holder = {};
  Error.captureStackTrace(holder, above);
  Error.stackTraceLimit = stackTraceLimit;
  return holder;
}

const sitesOnly = (_, sites) => sites;

/** The user's frames of a stack, innermost first. */
function framesOf(holder) {
  const { prepareStackTrace } = Error;
  let sites;
  try {
    Error.prepareStackTrace = sitesOnly;
    sites = holder.stack;
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
  const frames = [];
  for (const site of sites) {
    const place = placeOf(site, prepareStackTrace);
    if (place !== null) frames.push(place);
    if (frames.length === mostFrames) break;
  }
  return frames;
}

let left = mostStacks;
let asked = performance.now();

/** May one more be taken? A program that begins very much gets no slower by it. */
function affordable() {
  if (left > 0) {
    left -= 1;
    return true;
  }
  const now = performance.now();
  left = Math.min(mostStacks, Math.floor((now - asked) * stacksPerMillisecond));
  if (left > 0) asked = now;
  return false;
}

function init(_id, type, _trigger, resource) {
  if (!carriers.has(type) || !affordable()) return;
  // Whatever goes wrong here is no business of the command's.
  try {
    const parent = contexts.get(executionAsyncResource());
    const depth = parent === undefined ? 0 : parent.depth + 1;
    const context = { stack: stackHere(stackDepth, init), parent, depth };
    if (depth % lookBack === 0) forget(context);
    contexts.set(resource, context);
  } catch {}
}
const hook = createHook({ init });

/** A loop is a chain without an end: what is far behind is let go. */
function forget(context) {
  let one = context;
  for (let steps = 0; one !== undefined && steps < lookBack; steps += 1) one = one.parent;
  if (one !== undefined) one.parent = undefined;
}

/** The user's frames that a statement sent at this moment comes from. */
function framesNow() {
  let frames = framesOf(stackHere(50, framesNow));
  let context = contexts.get(executionAsyncResource());
  for (; frames.length === 0 && context !== undefined; context = context.parent) {
    context.frames ??= framesOf(context.stack);
    frames = context.frames;
  }
  return frames;
}

const data = /^\s*(insert|update|delete|select|with|copy|merge|begin|start|commit|set|show)\b/i;
const written = new Set();

function writeDown(statement) {
  if (data.test(statement)) {
    // Rows are written in loops: the first of them tells the place of all.
    if (written.size >= mostData || written.has(statement)) return;
    written.add(statement);
  }
  const frames = framesNow();
  if (frames.length === 0) return;
  appendFileSync(report, `${JSON.stringify({ statement: statement.slice(0, longest), frames })}\n`);
}

/** The texts of the Query and Parse messages in what a driver sends at once. */
function* statementsIn(chunk) {
  for (let at = 0; at + 5 <= chunk.length; ) {
    const type = chunk[at];
    const end = at + 1 + chunk.readUInt32BE(at + 1);
    if ((type !== 0x51 && type !== 0x50) || end > chunk.length) return;
    let start = at + 5;
    if (type === 0x50) start = chunk.indexOf(0, start) + 1;
    const stop = chunk.indexOf(0, start);
    if (start === 0 || stop === -1 || stop >= end) return;
    if (stop > start) yield chunk.toString('utf8', start, Math.min(stop, start + 4 * longest));
    at = end;
  }
}

/** From now on the statements that this socket sends are written down with their places. */
exports.watch = (socket) => {
  hook.enable();
  const { write } = socket;
  socket.write = function (chunk, ...rest) {
    try {
      if (chunk instanceof Uint8Array) {
        for (const statement of statementsIn(
          Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength),
        ))
          writeDown(statement);
      }
    } catch {}
    return write.call(this, chunk, ...rest);
  };
};
