import { expect, test } from 'vitest';
import { projectFolder } from '../../../test/tools/project-folder.ts';
import { connections } from './connection.ts';
import { detect } from './detect.ts';

async function found(
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
) {
  const root = projectFolder({ 'package.json': '{"dependencies":{"sequelize":"6"}}', ...files });
  const project = await detect(root, env);
  if (project === null) throw new Error('no project was detected');
  return connections(project, { PATH: process.env.PATH, ...env });
}

const fromEnvironment = `module.exports = {
  development: {
    host: process.env.DB_HOST, username: process.env.DB_USER,
    password: process.env.DB_PASSWORD, database: process.env.DB_NAME, dialect: 'postgres',
  },
};`;

test('says which port is none', async () => {
  const config = { development: { database: 'shop', port: '54x2', dialect: 'postgres' } };
  const asked = found({ 'config/config.json': JSON.stringify(config) });
  await expect(asked).rejects.toMatchObject({
    code: 'bad-port',
    message: 'The port of config/config.json (development) is "54x2", which is no port.',
  });
});

test('reads JSON', async () => {
  const config = {
    development: { username: 'ann', password: 'p', database: 'shop', dialect: 'postgres' },
    production: { username: 'bea', database: 'shop', host: 'db', port: 6000, dialect: 'mysql' },
  };
  const files = { 'config/config.json': JSON.stringify(config) };
  expect(await found(files)).toEqual([
    {
      host: 'localhost',
      port: 5432,
      user: 'ann',
      password: 'p',
      database: 'shop',
      tls: null,
      source: 'config/config.json (development)',
    },
  ]);
  expect(await found(files, { NODE_ENV: 'production' })).toEqual([]);
});

test.each([
  ['config.cjs', 'module.exports = async () => ({'],
  ['config.js', 'module.exports = (done) => done(null, {'],
  ['config.mjs', 'export default ({'],
])('reads %s and takes a URL apart as the tool does', async (name, start) => {
  const url = 'postgres://an%40n:p%3Aw@db.example:6543/shop?sslmode=require';
  const text = `console.log('noise');\n${start} url: '${url}', dialect: 'postgres' });`;
  expect(await found({ [`config/${name}`]: text })).toMatchObject([
    { host: 'db.example', port: 6543, user: 'an@n', password: 'p:w', database: 'shop', tls: null },
  ]);
});

test('takes the URL from the variable that the configuration names', async () => {
  const files = {
    'config/config.json': '{"production":{"use_env_variable":"SHOP_URL","dialect":"postgres"}}',
  };
  const env = { NODE_ENV: 'production', SHOP_URL: 'postgres://ann@db/shop' };
  expect(await found(files, env)).toMatchObject([
    { host: 'db', database: 'shop', source: 'config/config.json (production, SHOP_URL)' },
  ]);
  await expect(found(files, { NODE_ENV: 'production' })).rejects.toMatchObject({
    code: 'config-incomplete',
    exitCode: 2,
  });
});

test.each([
  ['true', { mode: 'verify-full' }],
  ['{ rejectUnauthorized: false }', { mode: 'require' }],
  [`{ require: true, ca: Buffer.from('PEM') }`, { mode: 'verify-full', ca: 'PEM' }],
  ['{ checkServerIdentity: () => undefined }', { mode: 'verify-ca' }],
  ['false', null],
])('dialectOptions.ssl %s', async (ssl, tls) => {
  const text = `module.exports = { database: 'shop', dialect: 'postgres', dialectOptions: { ssl: ${ssl} } };`;
  const [target] = await found({ 'config/config.cjs': text });
  expect(target?.tls).toEqual(tls);
});

test.each(['config/.env', '.env'])('finds %s', async (file) => {
  const files = { 'config/config.cjs': fromEnvironment, [file]: 'DB_NAME=shop\nDB_USER=ann\n' };
  expect(await found(files)).toMatchObject([
    { user: 'ann', database: 'shop', source: `config/config.cjs (development) with ${file}` },
  ]);
});

test('finds .env above the backend, and what the environment says counts more', async () => {
  const root = projectFolder({
    'backend/package.json': '{"dependencies":{"sequelize":"6"}}',
    'backend/config/config.cjs': fromEnvironment,
    '.env': 'DB_NAME=shop\nDB_HOST=db\n',
  });
  const project = await detect(`${root}/backend`, {});
  if (project === null) throw new Error('no project was detected');
  const targets = await connections(project, { DB_NAME: 'other', DB_USER: 'ann' });
  expect(targets).toMatchObject([
    { host: 'localhost', database: 'other' },
    { host: 'db', database: 'other', source: 'config/config.cjs (development) with ../.env' },
  ]);
});

test.each([
  ['process.exit(3);', 'it ended the process that loaded it (exit 3)'],
  ['throw new Error("no secrets here");', 'no secrets here'],
  ['require("not-there");', "Cannot find module 'not-there'"],
])('says why a configuration cannot be loaded: %s', async (text, why) => {
  await expect(found({ 'config/config.cjs': text })).rejects.toMatchObject({
    code: 'config-unreadable',
    exitCode: 2,
    message: `config/config.cjs cannot be loaded: ${why}.`,
  });
});
