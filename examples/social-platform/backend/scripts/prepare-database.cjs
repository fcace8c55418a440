// Brings an empty database to where the platform stood before the migration that cannot be deployed:
// the earlier migrations run by sequelize-cli itself, which records them, with the data of their time in between.
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { Sequelize } = require('sequelize');
const configurations = require('../config/config.cjs');

const backend = path.join(__dirname, '..');
const config = configurations[process.env.NODE_ENV || 'development'];

function migrateTo(name) {
  const cli = require.resolve('sequelize-cli/lib/sequelize');
  const run = spawnSync(process.execPath, [cli, 'db:migrate', '--to', name], {
    cwd: backend,
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(`${run.stdout}${run.stderr}`);
}

async function load(file) {
  const { url, ...options } = config;
  const sequelize = url ? new Sequelize(url, options) : new Sequelize(options);
  try {
    await sequelize.query(fs.readFileSync(path.join(backend, 'database', file), 'utf8'));
  } finally {
    await sequelize.close();
  }
}

async function main() {
  migrateTo('20240628081939-add-cancellation-to-sessions.cjs');
  await load('1-members-with-uuids.sql');
  migrateTo('20250220121836-create-login-tokens.cjs');
  await load('2-members-with-integers.sql');
  console.log('The database is where the platform stood in August 2025.');
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
