'use strict';
// Loads the files of the project in whose directory this process runs as its tool would, also in TypeScript, with the
// compiler that the project has.
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const own = Module.createRequire(path.join(process.cwd(), 'package.json'));

/** Where a compiler may be found: in the project, or beside a tool that brings one. */
const places = [[], ['drizzle-kit'], ['tsx'], ['kysely-ctl'], ['prisma', '@prisma/config', 'c12']];

/** A compiler that the project has: its own, or one that its tool brings. TypeScript's first: decorators need its types. */
function compiler() {
  for (const way of places) {
    let require = own;
    try {
      for (const name of way) require = Module.createRequire(require.resolve(name));
    } catch {
      continue;
    }
    const found = typescript(require) ?? esbuild(require) ?? jiti(require);
    if (found !== null) return found;
  }
  return null;
}

function typescript(require) {
  try {
    const ts = require('typescript');
    const options = {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
    };
    return (text) => ts.transpileModule(text, { compilerOptions: options }).outputText;
  } catch {
    return null;
  }
}

function esbuild(require) {
  try {
    const { transformSync } = require('esbuild');
    const target = `node${process.versions.node.split('.')[0]}`;
    return (text) => transformSync(text, { loader: 'ts', format: 'cjs', target }).code;
  } catch {
    return null;
  }
}

function jiti(require) {
  try {
    const { transform } = require('jiti').createJiti(__filename);
    return (source, filename) => transform({ source, filename, ts: true, async: false });
  } catch {
    return null;
  }
}

function readsTypeScript() {
  const compile = compiler();
  if (compile === null) return;
  for (const ending of ['.ts', '.mts', '.cts']) {
    Module._extensions[ending] = (module, file) => {
      module._compile(compile(readFileSync(file, 'utf8'), file), file);
    };
  }
}

/** What a file exports. */
async function load(file) {
  if (/\.[cm]?ts$/.test(file)) {
    readsTypeScript();
    // Without a compiler Node itself may read it.
    if (Module._extensions['.mts'] !== undefined) return require(file);
  }
  if (file.endsWith('.json')) return require(file);
  return import(pathToFileURL(file).href);
}

module.exports = { load, own };
