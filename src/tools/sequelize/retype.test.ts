import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { projectFolder } from '../../../test/tools/project-folder.ts';
import { editText } from '../../source/edit-text.ts';
import type { Project } from '../tool.ts';
import { retype } from './retype.ts';

const retyping = {
  table: { schema: 'public', name: 'sessions' },
  column: 'userId',
  newType: 'integer',
  upTo: null,
};

async function edited(file: string, text: string, wanted: Partial<typeof retyping> = {}) {
  const root = projectFolder({ [file]: text });
  const project: Project = {
    tool: 'sequelize-cli',
    directory: root,
    evidence: '',
    settings: { migrations: path.join(root, 'migrations'), models: path.join(root, 'models') },
  };
  const places = await retype(project, { ...retyping, ...wanted });
  const edits = places.flatMap((one) => one.edits);
  const after = editText(readFileSync(path.join(root, file), 'utf8'), edits);
  const changed = after.split('\n').filter((line, at) => line !== text.split('\n')[at]);
  return { places, after, changed: changed.map((line) => line.trim()) };
}

const create = (columns: string, head = 'module.exports = {', Type = 'Sequelize') =>
  `${head}\n  async up(queryInterface, ${Type}) {\n    await queryInterface.createTable('sessions', {\n${columns}\n    });\n  },\n  async down(queryInterface) {\n    await queryInterface.createTable('sessions', { userId: { type: Sequelize.UUID } });\n  },\n};\n`;

test.each<[string, string, string, string]>([
  [
    'CommonJS, with a comment behind it',
    'migrations/1.cjs',
    create('      userId: { type:  Sequelize.UUID /* old */, allowNull: true },'),
    'userId: { type:  Sequelize.INTEGER /* old */, allowNull: true },',
  ],
  [
    'without an object',
    'migrations/1.js',
    create('      userId: Sequelize.UUID, // the member'),
    'userId: Sequelize.INTEGER, // the member',
  ],
  [
    'ESM',
    'migrations/1.js',
    create('      userId: { type: DataTypes.UUID },', 'export default {', '{ DataTypes }'),
    'userId: { type: DataTypes.INTEGER },',
  ],
  [
    'TypeScript',
    'migrations/1.ts',
    `import { DataTypes, type QueryInterface } from 'sequelize';\nexport async function up(queryInterface: QueryInterface): Promise<void> {\n  await queryInterface.addColumn('sessions', 'userId', {\n    type: DataTypes.UUID,\n  } satisfies object);\n}\n`,
    'type: DataTypes.INTEGER,',
  ],
  [
    'a text',
    'migrations/1.js',
    create(`      "userId": { type: "UUID" },`),
    `"userId": { type: "INTEGER" },`,
  ],
  [
    'a length',
    'migrations/1.js',
    create('      userId: { type: Sequelize.STRING(36) },'),
    'userId: { type: Sequelize.INTEGER },',
  ],
  [
    'raw SQL',
    'migrations/1.js',
    `exports.up = (q) => q.sequelize.query(\`\n  CREATE TABLE sessions (\n    id serial PRIMARY KEY,\n    "userId" uuid REFERENCES users (id) -- the member\n  )\`);\n`,
    '"userId" integer REFERENCES users (id) -- the member',
  ],
  [
    'SQL that adds the column',
    'migrations/1.js',
    `exports.up = (q) => q.sequelize.query('ALTER TABLE "sessions" ADD COLUMN "userId" UUID NULL');\n`,
    `exports.up = (q) => q.sequelize.query('ALTER TABLE "sessions" ADD COLUMN "userId" INTEGER NULL');`,
  ],
  [
    'a model that is defined',
    'models/session.js',
    `module.exports = (sequelize, DataTypes) => sequelize.define('Session', {\n  userId: { type: DataTypes.UUID, references: { model: 'users', key: 'id' } },\n}, { tableName: 'sessions' });\n`,
    `userId: { type: DataTypes.INTEGER, references: { model: 'users', key: 'id' } },`,
  ],
  [
    'a model class in TypeScript',
    'models/session.ts',
    `import { DataTypes, Model } from 'sequelize';\nexport class Session extends Model { declare userId: string; }\nSession.init({\n  userId: DataTypes.UUID,\n}, { sequelize, tableName: 'sessions' });\n`,
    'userId: DataTypes.INTEGER,',
  ],
  [
    'an association',
    'models/index.js',
    `Session.belongsTo(User, { foreignKey: { name: 'userId', type: DataTypes.UUID, allowNull: true } });\n`,
    `Session.belongsTo(User, { foreignKey: { name: 'userId', type: DataTypes.INTEGER, allowNull: true } });`,
  ],
  [
    'an association from the other side',
    'models/index.js',
    `User.hasMany(models.Session, { foreignKey: { name: 'userId', type: DataTypes.UUID } });\n`,
    `User.hasMany(models.Session, { foreignKey: { name: 'userId', type: DataTypes.INTEGER } });`,
  ],
])('%s: one line changes', async (_, file, text, expected) => {
  expect((await edited(file, text)).changed).toEqual([expected]);
});

test('line ends stay what they are', async () => {
  const text = create('      userId: { type: Sequelize.UUID },').replaceAll('\n', '\r\n');
  const { after } = await edited('migrations/1.js', text);
  expect(after).toBe(text.replace('Sequelize.UUID', 'Sequelize.INTEGER'));
});

test('a default that makes uuids goes with the type', async () => {
  const model = (type: string, rest: string) =>
    `sequelize.define('Session', { userId: { type: DataTypes.${type}${rest}, allowNull: false } }, { tableName: 'sessions' });\n`;
  const { after } = await edited('models/a.js', model('UUID', ', defaultValue: DataTypes.UUIDV4'));
  expect(after).toBe(model('INTEGER', ''));
});

test.each([
  ['of the type already', create('      userId: { type: Sequelize.INTEGER },')],
  ['another column', create('      ownerId: { type: Sequelize.UUID },')],
  [
    'another table',
    create('      userId: { type: Sequelize.UUID },').replaceAll("'sessions'", "'x'"),
  ],
])('nothing is edited: %s', async (_, text) => {
  expect((await edited('migrations/1.js', text)).places).toEqual([]);
});

test.each([
  [
    'a value that others use as well',
    `const id = { type: Sequelize.UUID };\nexports.up = async (q, Sequelize) => {\n  await q.createTable('sessions', { userId: id, other: id });\n};\n`,
    'it also stands for sessions.other',
  ],
  [
    'a name that would have to be imported',
    `const { UUID } = require('sequelize');\nexports.up = (q) => q.addColumn('sessions', 'userId', { type: UUID });\n`,
    'how integer is written there is for you to say',
  ],
  [
    'SQL with an expression in it',
    `exports.up = (q) => q.sequelize.query(\`CREATE TABLE sessions ("userId" uuid, x \${type})\`);\n`,
    'how integer is written there is for you to say',
  ],
])('%s is left to a person', async (_, text, why) => {
  const { places, changed } = await edited('migrations/1.js', text);
  expect(places).toMatchObject([{ byHand: why, edits: [] }]);
  expect(changed).toEqual([]);
});

test('a bare name is exchanged where the file knows the other one', async () => {
  const { changed } = await edited(
    'migrations/1.js',
    `const { UUID, INTEGER } = require('sequelize');\nexports.up = (q) => q.addColumn('sessions', 'userId', { type: UUID });\n`,
  );
  expect(changed).toEqual([
    `exports.up = (q) => q.addColumn('sessions', 'userId', { type: INTEGER });`,
  ]);
});

test('what comes behind the migration that fails is left alone', async () => {
  const root = projectFolder({
    'migrations/1.js': create('      userId: { type: Sequelize.UUID },'),
    'migrations/2.js': `exports.up = (q, S) => q.changeColumn('sessions', 'userId', { type: S.TEXT });\n`,
  });
  const project: Project = {
    tool: 'sequelize-cli',
    directory: root,
    evidence: '',
    settings: { migrations: path.join(root, 'migrations') },
  };
  const places = await retype(project, { ...retyping, upTo: '1.js' });
  expect(places.map((one) => `${one.file}:${one.line}:${one.column}`)).toEqual([
    'migrations/1.js:4:23',
  ]);
});
