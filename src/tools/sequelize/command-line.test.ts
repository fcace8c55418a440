import path from 'node:path';
import { expect, test } from 'vitest';
import { projectFolder } from '../../../test/tools/project-folder.ts';
import { ownArguments, recognises } from './command-line.ts';

test.each([
  ['npx sequelize-cli db:migrate', true],
  ['npx --no-install sequelize db:migrate', true],
  ['node_modules/.bin/sequelize-cli db:migrate', true],
  ['node C:\\app\\node_modules\\sequelize-cli\\lib\\sequelize db:migrate', true],
  ['npm run migrate', true],
  ['yarn migrate', true],
  ['npm run deploy', true],
  ['npm run loop', false],
  ['npm --prefix ../other run up', true],
  ['npm run up', false],
  ['npm run build', false],
  ['npx knex migrate', false],
  ['psql -f sequelize.sql', false],
])('%s: %s', (line, expected) => {
  const root = projectFolder({
    'package.json': JSON.stringify({
      scripts: {
        migrate: 'NODE_ENV=production sequelize-cli db:migrate',
        build: 'tsc',
        deploy: 'npm run build && npm run migrate -- --debug',
        loop: 'npm run loop',
      },
    }),
    'other/package.json': '{"scripts":{"up":"sequelize db:migrate"}}',
    'src/index.js': '',
  });
  expect(recognises(line.split(' '), path.join(root, 'src'))).toBe(expected);
});

test('looks into a line for a shell', () => {
  expect(recognises(['sh', '-c', 'cd backend && npx sequelize-cli db:migrate'], '.')).toBe(true);
});

test('reads the arguments behind a package script', () => {
  const root = projectFolder({
    'package.json': '{"scripts":{"migrate":"sequelize-cli db:migrate --env test"}}',
  });
  const command = ['npm', 'run', 'migrate', '--', '--debug'];
  expect(ownArguments(command, root)).toEqual(['db:migrate', '--env', 'test', '--debug']);
});
