import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** Writes a Sequelize project whose configuration takes its database from DB_HOST, DB_PORT and so on. */
export function writeProject(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'pgmend-replay-project-'));
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'dir');
  mkdirSync(path.join(folder, '.git'));
  const all = {
    'package.json': '{ "devDependencies": { "sequelize-cli": "6" } }',
    'config/config.js': `module.exports = { development: {
      host: process.env.DB_HOST || 'db.production.example', port: Number(process.env.DB_PORT || 5432),
      username: process.env.DB_USER || 'app', password: process.env.DB_PASSWORD || 'secret',
      database: process.env.DB_NAME || 'shop', dialect: 'postgres', logging: false } };`,
    ...files,
  };
  for (const [name, text] of Object.entries(all)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return folder;
}

/** As many migrations as people write them, in which nothing is wrong. */
export function cleanMigrations(count: number): Record<string, string> {
  const files: Record<string, string> = {};
  let tables = 0;
  for (let at = 0; at < count; at += 1) {
    const table = `things_${Math.max(0, tables - 1)}`;
    const kind = tables === 0 ? 0 : at % 5;
    const stamp = new Date(Date.UTC(2023, 0, 1 + at)).toISOString().replace(/\D/g, '').slice(0, 14);
    const body = [
      () => {
        tables += 1;
        return createTable(tables - 1);
      },
      () => `await queryInterface.addColumn('${table}', 'note_${at}', { type: Sequelize.STRING });`,
      () => `await queryInterface.sequelize.transaction(async (transaction) => {
      await queryInterface.addColumn('${table}', 'ownerId', { type: Sequelize.INTEGER }, { transaction });
      await queryInterface.addConstraint('${table}', { fields: ['ownerId'], type: 'foreign key',
        name: '${table}_owner', references: { table: 'things_0', field: 'id' }, transaction });
    });`,
      () => `await queryInterface.addIndex('${table}', ['name'], { name: '${table}_name_${at}' });
    await queryInterface.changeColumn('${table}', 'name', { type: Sequelize.TEXT, allowNull: false });`,
      () => `await queryInterface.bulkInsert('${table}', [{ name: 'one', kind: 'a', createdAt: new Date(), updatedAt: new Date() }]);
    await queryInterface.sequelize.query('CREATE VIEW view_${at} AS SELECT id FROM ${table}');`,
    ][kind];
    files[`migrations/${stamp}-step-${at}.js`] = migration(body?.() ?? '');
  }
  return files;
}

function createTable(number: number): string {
  const parent =
    number === 0
      ? ''
      : `parentId: { type: Sequelize.INTEGER, references: { model: 'things_${number - 1}', key: 'id' }, onDelete: 'SET NULL' },`;
  return `await queryInterface.createTable('things_${number}', {
      id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true },
      name: { type: Sequelize.STRING(80), allowNull: false },
      kind: { type: Sequelize.ENUM('a', 'b'), defaultValue: 'a' },
      ${parent}
      createdAt: { type: Sequelize.DATE, allowNull: false },
      updatedAt: { type: Sequelize.DATE, allowNull: false },
    });`;
}

export function migration(body: string): string {
  return `module.exports = {
  async up(queryInterface, Sequelize) {
    ${body}
  },
  async down() {},
};
`;
}
