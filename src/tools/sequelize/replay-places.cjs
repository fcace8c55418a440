'use strict';
/**
 * Loaded into the processes of a replay: writes down from which line of which migration each statement comes, one JSON
 * line a statement into PGMEND_REPLAY_REPORT, before it is sent. The call of the query interface stands on the stack
 * when it is made, and is gone when its statements are sent.
 */
const { AsyncLocalStorage } = require('node:async_hooks');
const { appendFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { fileURLToPath } = require('node:url');

const folder = path.resolve(process.env.PGMEND_REPLAY_MIGRATIONS ?? 'migrations');
const report = process.env.PGMEND_REPLAY_REPORT;
const places = new AsyncLocalStorage();

/** The innermost frame in the folder of migrations. */
function here() {
  const { stackTraceLimit, prepareStackTrace } = Error;
  Error.stackTraceLimit = 50;
  Error.prepareStackTrace = undefined;
  const { stack = '' } = new Error();
  Object.assign(Error, { stackTraceLimit, prepareStackTrace });
  for (const line of stack.split('\n')) {
    const [, where, row, column] =
      /(?:\(|at (?:async )?)((?:file:\/\/)?[^()]+?):(\d+):(\d+)\)?$/.exec(line) ?? [];
    if (where === undefined) continue;
    const file = where.startsWith('file://') ? fileURLToPath(where) : where;
    if (file.startsWith(`${folder}${path.sep}`))
      return { file, line: Number(row), column: Number(column) };
  }
  return null;
}

function placed(prototype, name, around) {
  const original = prototype[name];
  if (typeof original !== 'function' || original.pgmendPlaced === true) return;
  prototype[name] = function (...args) {
    if (places.getStore() !== undefined) return around(this, () => original.apply(this, args));
    const place = here();
    if (place === null) return around(this, () => original.apply(this, args));
    return places.run(place, () => around(this, () => original.apply(this, args)));
  };
  prototype[name].pgmendPlaced = true;
}

function watch(Sequelize) {
  const plain = (_, call) => call();
  const { getQueryInterface } = Sequelize.prototype;
  // What it returns is of the dialect's own class, which is loaded late.
  Sequelize.prototype.getQueryInterface = function (...args) {
    const queryInterface = getQueryInterface.apply(this, args);
    let prototype = Object.getPrototypeOf(queryInterface);
    for (; prototype !== Object.prototype; prototype = Object.getPrototypeOf(prototype)) {
      for (const name of Object.getOwnPropertyNames(prototype)) {
        const { value } = Object.getOwnPropertyDescriptor(prototype, name);
        if (name !== 'constructor' && typeof value === 'function') placed(prototype, name, plain);
      }
    }
    return queryInterface;
  };
  placed(Sequelize.prototype, 'query', (sequelize, call) => {
    writeDown(sequelize.dialect?.Query?.prototype);
    return call();
  });
}

/** The text as the driver gets it. */
function writeDown(query) {
  if (query === undefined || Object.hasOwn(query, 'pgmendPlaced')) return;
  const { run } = query;
  Object.defineProperty(query, 'pgmendPlaced', { value: true });
  query.run = function (sql, ...rest) {
    const place = places.getStore();
    if (place !== undefined)
      appendFileSync(report, `${JSON.stringify({ statement: sql, ...place })}\n`);
    return run.call(this, sql, ...rest);
  };
}

const seen = new WeakSet();
const load = Module._load;
Module._load = function (...args) {
  const loaded = load.apply(this, args);
  if (
    typeof loaded === 'function' &&
    loaded.prototype?.getQueryInterface !== undefined &&
    !seen.has(loaded)
  ) {
    seen.add(loaded);
    watch(loaded);
  }
  return loaded;
};
