import path from 'node:path';
import { expect, test } from 'vitest';
import { projectFolder } from '../../../test/tools/project-folder.ts';
import type { Project } from '../tool.ts';
import { declaring } from './declaring.ts';
import { locate } from './locate.ts';
import { migrations } from './migrations.ts';

function project(files: Readonly<Record<string, string>>): Project {
  const directory = projectFolder(files);
  const settings = {
    migrations: path.join(directory, 'migrations'),
    models: path.join(directory, 'models'),
  };
  return { tool: 'sequelize-cli', directory, evidence: '.sequelizerc', settings };
}

const column = { table: { schema: 'public', name: 'sessions' }, column: 'userId' };

const places = async (files: Readonly<Record<string, string>>, wanted = column) =>
  (await locate(project(files), wanted)).map(
    ({ file, line, column: at, written, type, in: kind }) =>
      `${kind} ${file}:${line}:${at} ${written} = ${type}`,
  );

test('finds the column in migrations in their order, then in models', async () => {
  const files = {
    'models/session.cjs': `module.exports = (sequelize, DataTypes) =>
  sequelize.define('Session', { userId: DataTypes.UUID }, { tableName: 'sessions' });`,
    'models/other.cjs': `module.exports = (s, T) => s.define('Post', { userId: T.UUID });`,
    'migrations/2-change.cjs': `module.exports = { up: (q, S) =>
  q.changeColumn('sessions', 'userId', { type: S.INTEGER, references: { model: 'users' } }) };`,
    'migrations/1-create.cjs': `module.exports = {
  async up(queryInterface, { UUID, STRING }) {
    await queryInterface.createTable('posts', { userId: { type: STRING } });
    await queryInterface.createTable('sessions', {
      userId: { allowNull: true, type: UUID },
    });
  },
};`,
  };
  expect(await places(files)).toEqual([
    'migration migrations/1-create.cjs:5:40 UUID = uuid',
    'migration migrations/2-change.cjs:2:48 S.INTEGER = integer',
    'model models/session.cjs:2:41 DataTypes.UUID = uuid',
  ]);
});

test.each([
  [
    `q.addColumn({ tableName: 'sessions', schema: 'public' }, 'userId', S.STRING(36))`,
    'character varying(36)',
  ],
  [`q.addColumn({ tableName: 'sessions', schema: 'other' }, 'userId', S.UUID)`, null],
  [`q.createTable('sessions', { owner: { field: 'userId', type: 'UUID' } })`, 'uuid'],
  [`q.createTable(table, { ...shared, id: S.INTEGER })`, 'bigint'],
  [`q.createTable('sessions', { userId: member({}) })`, 'uuid'],
])('reads %s', async (call, type) => {
  const text = `const table = 'sessions';
const shared = { userId: { type: Sequelize.BIGINT } };
const member = (rest) => ({ type: Sequelize.UUID, ...rest });
module.exports = { up: (q, S) => ${call} };`;
  const found = await locate(project({ 'migrations/1.cjs': text }), column);
  expect(found.map((one) => one.type)).toEqual(type === null ? [] : [type]);
});

test('reads a class of TypeScript with init, in snake case', async () => {
  const text = `export class Session extends Model<A> { declare userId: string }
Session.init({ userId: { type: DataTypes.UUID as never } }, { sequelize, underscored: true });`;
  const wanted = { table: { schema: 'public', name: 'sessions' }, column: 'user_id' };
  expect(await places({ 'models/session.ts': text }, wanted)).toEqual([
    'model models/session.ts:2:32 DataTypes.UUID = uuid',
  ]);
});

test('leaves a file that cannot be read alone', async () => {
  expect(await places({ 'migrations/1.cjs': 'this is { userId no JavaScript' })).toEqual([]);
});

test('sees the files that the tool sees, in its order, and names those that it does not', async () => {
  const names = ['b.js', 'B.js', '10.cjs', '9.cjs', 'types.d.ts', 'c.ts', 'd.mjs', 'e.js.backup'];
  const files = Object.fromEntries(names.map((name) => [`migrations/${name}`, '']));
  const one = project({ ...files, 'migrations/old/f.js': '', 'migrations/notes.md': '' });
  const found = await migrations(one);
  expect(found.files.map((file) => file.name)).toEqual(['10.cjs', '9.cjs', 'B.js', 'b.js', 'c.ts']);
  expect(found.ignored.map((file) => path.relative(one.directory, file))).toEqual(
    ['migrations/d.mjs', 'migrations/e.js.backup', 'migrations/old/f.js'].map(path.normalize),
  );
});

test.each([
  [
    `q.changeColumn('sessions', 'userId', { type: S.INTEGER, references: { model: 'users' } })`,
    true,
  ],
  [
    `q.addConstraint('sessions', { fields: ['userId'], type: 'foreign key', references: {} })`,
    true,
  ],
  [`q.addConstraint('sessions', ['userId'], { type: 'foreign key', references: {} })`, true],
  ['q.sequelize.query(`ALTER TABLE sessions ADD FOREIGN KEY ("userId") REFERENCES users`)', true],
  [`q.addConstraint('sessions', { fields: ['userId'], name: 'x', references: {} })`, false],
  [`q.changeColumn('sessions', 'userId', { type: S.INTEGER })`, false],
  [`q.changeColumn('posts', 'userId', { type: S.INTEGER, references: {} })`, false],
  ['q.sequelize.query(`ALTER TABLE sessions ADD FOREIGN KEY (userId) REFERENCES users`)', false],
])('%s declares the key: %s', async (call, expected) => {
  const one = project({
    'migrations/1.cjs': 'module.exports = {};',
    'migrations/2.cjs': `module.exports = { up: async (q, S) => { await ${call}; } };`,
  });
  const key = { table: column.table, columns: ['userId'], constraint: 'sessions_userId_fkey' };
  const found = await declaring(one, key);
  expect(found.map((file) => file.name)).toEqual(expected ? ['2.cjs'] : []);
});
