import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { projectFolder } from '../../../test/tools/project-folder.ts';
import { loadParser } from '../../statement/parse-statements.ts';
import { forgotten } from './forgotten.ts';

beforeAll(loadParser);

async function places(migration: string, statement: string): Promise<string[]> {
  const directory = projectFolder({ 'migrations/1-it.cjs': migration });
  const settings = { migrations: path.join(directory, 'migrations') };
  const project = { tool: 'sequelize-cli', directory, evidence: '.sequelizerc', settings };
  const found = await forgotten(project, statement);
  return found.map(
    ({ file, line, call, misplaced, write }) =>
      `${file}:${line} ${call}${misplaced ? ' misplaced' : ''}: ${write}`,
  );
}

const inside = (call: string) => `module.exports = { up: (q, S) =>
  q.sequelize.transaction(async (t) => {
    await q.${call};
  }) };`;

const addKey = `ALTER TABLE "posts" ADD CONSTRAINT "k" FOREIGN KEY ("by") REFERENCES "users" ("id")`;
const addColumn = `ALTER TABLE "public"."posts" ADD COLUMN "by" INTEGER;`;

test.each([
  [
    'left out',
    `addColumn('posts', 'by', S.INTEGER)`,
    addColumn,
    'addColumn: addColumn(table, column, { type, … }, { transaction: t })',
  ],
  [
    'inside the column',
    `addColumn('posts', 'by', { type: S.INTEGER, transaction: t })`,
    addColumn,
    'addColumn misplaced: addColumn(table, column, { type, … }, { transaction: t })',
  ],
  [
    'bare',
    `addColumn('posts', 'by', S.INTEGER, t)`,
    addColumn,
    'addColumn misplaced: addColumn(table, column, { type, … }, { transaction: t })',
  ],
  [
    'as a third argument',
    `addConstraint('posts', { fields: ['by'], references: { table: 'users' } }, { transaction: t })`,
    addKey,
    'addConstraint misplaced: addConstraint(table, { fields, type, …, transaction: t })',
  ],
  [
    'left out of a table with its schema',
    `createTable({ tableName: 'posts', schema: 'app' }, { id: S.INTEGER })`,
    'CREATE TABLE IF NOT EXISTS "app"."posts" ("id" INTEGER)',
    'createTable: createTable(table, columns, { transaction: t })',
  ],
  [
    'left out of a query',
    'sequelize.query(`\n  UPDATE posts\n  SET x = 1;`)',
    'UPDATE posts SET x = 1',
    'query: sequelize.query(sql, { transaction: t })',
  ],
  [
    'left out of rows',
    `bulkInsert('posts', [{ id: 1 }])`,
    'INSERT INTO "posts" ("id") VALUES (1)',
    'bulkInsert: bulkInsert(table, rows, { transaction: t })',
  ],
  [
    'left out of a name',
    `renameTable('posts', 'notes')`,
    'ALTER TABLE "posts" RENAME TO "notes"',
    'renameTable: renameTable(before, after, { transaction: t })',
  ],
])('a transaction %s is named with the way to write it', async (_name, call, sql, expected) => {
  expect(await places(inside(call), sql)).toEqual([`migrations/1-it.cjs:3 ${expected}`]);
});

test.each([
  ['given', `addColumn('posts', 'by', S.INTEGER, { transaction: t })`],
  ['in options that are made elsewhere', `addColumn('posts', 'by', S.INTEGER, options)`],
  ['spread', `addColumn('posts', 'by', S.INTEGER, { ...options })`],
  ['of another table', `addColumn('notes', 'by', S.INTEGER)`],
  ['of another column', `addColumn('posts', 'other', S.INTEGER)`],
  ['of another work', `removeColumn('posts', 'by')`],
])('a transaction %s is none that was forgotten', async (_name, call) => {
  expect(await places(inside(call), addColumn)).toEqual([]);
});

test('knows a transaction that is held in a variable, and none where none is open', async () => {
  const call = `await q.addColumn('posts', 'by', S.INTEGER);`;
  const held = `module.exports = { async up(q, S) { const transaction = await q.sequelize.transaction();
    ${call} await transaction.commit(); } };`;
  expect(await places(held, addColumn)).toEqual([
    'migrations/1-it.cjs:2 addColumn: addColumn(table, column, { type, … }, { transaction })',
  ]);
  const none = `// no transaction here\nmodule.exports = { async up(q, S) { ${call} } };`;
  expect(await places(none, addColumn)).toEqual([]);
});
