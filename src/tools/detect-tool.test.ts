import path from 'node:path';
import { expect, test } from 'vitest';
import { projectFolder } from '../../test/tools/project-folder.ts';
import { detectTool } from './detect-tool.ts';

const rc = `const path = require('node:path');
module.exports = { config: path.resolve('settings', 'db.cjs'), 'migrations-path': path.resolve('db') };`;

test('finds the project in the directory, above it and below it', async () => {
  const root = projectFolder({
    'backend/.sequelizerc': rc,
    'backend/src/a.js': '',
    'web/a.js': '',
  });
  const backend = path.join(root, 'backend');
  for (const directory of [backend, path.join(backend, 'src'), root]) {
    const found = await detectTool({ directory, env: {} });
    expect(found?.project).toEqual({
      tool: 'sequelize-cli',
      directory: backend,
      evidence: '.sequelizerc',
      settings: {
        env: 'development',
        config: path.join(backend, 'settings/db.cjs'),
        migrations: path.join(backend, 'db'),
        models: path.join(backend, 'models'),
      },
    });
  }
});

test('does not choose between two projects below', async () => {
  const root = projectFolder({ 'one/.sequelizerc': rc, 'two/.sequelizerc': rc });
  expect(await detectTool({ directory: root, env: {} })).toBeNull();
  const command = ['npm', '--prefix', 'two', 'run', 'migrate'];
  const found = await detectTool({ directory: root, env: {}, command });
  expect(found?.project.directory).toBe(path.join(root, 'two'));
});

test('finds nothing where there is nothing', async () => {
  const root = projectFolder({ 'package.json': '{"devDependencies":{"sequelize-cli":"6"}}' });
  expect(await detectTool({ directory: root, env: {} })).toBeNull();
});

test('takes what the command line says over what the folder says', async () => {
  const root = projectFolder({ '.sequelizerc': rc });
  const command = ['npx', 'sequelize-cli', 'db:migrate', '--env', 'staging', '--config=other.json'];
  const found = await detectTool({ directory: root, env: { NODE_ENV: 'test' }, command });
  expect(found?.project.settings).toMatchObject({
    env: 'staging',
    config: path.join(root, 'other.json'),
    migrations: path.join(root, 'db'),
  });
});

test('takes NODE_ENV from the package script', async () => {
  const root = projectFolder({
    '.sequelizerc': rc,
    'package.json': '{"scripts":{"up":"cross-env NODE_ENV=production sequelize-cli db:migrate"}}',
  });
  const found = await detectTool({ directory: root, env: {}, command: ['npm', 'run', 'up'] });
  expect(found?.project.settings.env).toBe('production');
});
