import { expect, test } from 'vitest';
import { lineAndColumn } from '../line-and-column.ts';
import { parseSource } from '../syntax.ts';
import { madeTables } from './made-tables.ts';

/** `schema.name:line` of every table. */
async function madeIn(text: string): Promise<string[]> {
  const program = await parseSource('migration.cjs', text);
  const tables = program === null ? [] : await madeTables(program);
  return tables.map(({ schema, name, offset }) => {
    const place = schema === null ? name : `${schema}.${name}`;
    return `${place}:${lineAndColumn(text, offset).line}`;
  });
}

test('reads every way to make a table, on the way up alone', async () => {
  const migration = `
const posts = 'posts';
module.exports = {
  async up(queryInterface, { INTEGER }) {
    await queryInterface.createTable('users', { id: { type: INTEGER } });
    await queryInterface.createTable({ tableName: 'keys', schema: 'auth' }, {});
    await queryInterface.createTable('tokens', {}, { schema: 'auth' });
    await queryInterface.createTable(posts, {});
    await queryInterface.renameTable('old_teams', 'teams');
    await queryInterface.sequelize.query(\`
      CREATE TABLE IF NOT EXISTS "Threads" (id \${INTEGER} PRIMARY KEY);
      CREATE TABLE \${posts} (id int);

      CREATE TEMP TABLE scratch (id int);
      ALTER TABLE a RENAME TO b;
      ALTER TABLE a RENAME COLUMN c TO d;
    \`);
    await queryInterface.sequelize.query('create table auth.roles (id int)', { raw: true });
    await queryInterface.addColumn('nothing', 'x', INTEGER);
    await queryInterface.bulkInsert('nothing', [{ note: 'create table is no SQL here' }]);
  },
  async down(queryInterface) {
    await queryInterface.createTable('gone', {});
    await queryInterface.sequelize.query('CREATE TABLE gone_too (id int)');
  },
};`;
  expect(await madeIn(migration)).toEqual([
    'users:5',
    'auth.keys:6',
    'auth.tokens:7',
    'posts:8',
    'teams:9',
    'Threads:11',
    'b:15',
    'auth.roles:18',
  ]);
});

test.each([
  [`exports.up = (q) => q.createTable('a', {}); exports.down = (q) => q.createTable('b', {});`],
  [
    `async function up(q) { await q.createTable('a', {}); } async function down(q) { await q.createTable('b', {}); } module.exports = { up, down };`,
  ],
  [
    `const up = (q) => q.createTable('a', {}); const down = (q) => q.createTable('b', {}); module.exports = { up, down };`,
  ],
  [`module.exports = { up: (q) => q.createTable('a', {}), down: (q) => q.createTable('b', {}) };`],
])('%s', async (text) => {
  expect(await madeIn(text)).toEqual(['a:1']);
});
