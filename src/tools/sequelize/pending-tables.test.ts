import path from 'node:path';
import { expect, test } from 'vitest';
import { projectFolder } from '../../../test/tools/project-folder.ts';
import { pendingTables } from './pending-tables.ts';

const creating = (table: string) =>
  `module.exports = {\n  up: (q) => q.createTable('${table}', {}),\n  down: (q) => q.createTable('no', {}),\n};`;

const files = {
  'package.json': JSON.stringify({ scripts: { migrate: 'sequelize-cli db:migrate' } }),
  'migrations/1-a.cjs': creating('a'),
  'migrations/2-b.cjs': creating('b'),
  'migrations/3-c.js': creating('c'),
  'migrations/4-broken.js': 'module.exports = {',
  'migrations/5-d.mjs': creating('d'),
  'migrations/old/0-e.js': creating('e'),
};
test.each([
  ['npx sequelize-cli db:migrate', [], ['a', 'b', 'c']],
  ['npx sequelize-cli db:migrate', ['1-a.cjs', '2-b.cjs'], ['c']],
  ['npm run migrate', ['1-a.cjs'], ['b', 'c']],
  ['npx sequelize db:migrate --to 2-b.cjs', [], ['a', 'b']],
  ['npx sequelize db:migrate --name=3-c.js', [], ['c']],
  ['npx sequelize-cli db:migrate:undo', [], []],
  ['npx sequelize-cli db:seed:all', [], []],
  ['psql -f migrations.sql', [], []],
])('%s with %j recorded: %j', async (command, applied, names) => {
  const directory = projectFolder(files);
  const project = {
    tool: 'sequelize-cli',
    directory,
    evidence: '.sequelizerc',
    settings: { migrations: path.join(directory, 'migrations') },
  };
  const found = await pendingTables(project, { command: command.split(' '), directory, applied });
  expect(found.map((one) => one.name)).toEqual(names);
  for (const one of found) expect(one.place).toMatch(/^migrations\/\d-[abc]\.c?js:2$/);
});
