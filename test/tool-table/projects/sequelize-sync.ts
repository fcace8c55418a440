import type { ToolProject } from '../tool-project.ts';
import { noLedger } from './scripts.ts';
import { sequelize } from './sequelize.ts';

/** https://sequelize.org/docs/v6/core-concepts/model-basics/#model-synchronization, at the start of an application. */
export const sequelizeSync: ToolProject = {
  name: 'Sequelize (sync({ alter: true }))',
  packages: sequelize.packages,
  version: 'sequelize',
  migration: 'models.js',
  migrate: ['node', 'app.js'],
  status: noLedger,
  // It drops the foreign keys that are there and lays its own.
  stopsNotAt: ['half-applied'],
  files: ({ host, port, user, password, database }) => ({
    'models.js': `const { DataTypes, Sequelize } = require('sequelize');

const sequelize = new Sequelize('${database}', '${user}', '${password ?? ''}', {
  host: '${host}',
  port: ${port},
  dialect: 'postgres',
  define: { timestamps: false },
});
const User = sequelize.define(
  'User',
  { id: { type: DataTypes.INTEGER, primaryKey: true }, email: DataTypes.TEXT },
  { tableName: 'users' },
);
const Booking = sequelize.define(
  'Booking',
  { id: { type: DataTypes.INTEGER, primaryKey: true }, seat: DataTypes.TEXT },
  { tableName: 'bookings' },
);
User.hasMany(Booking, { foreignKey: { name: 'userId', field: 'user_id' }, onDelete: 'NO ACTION', onUpdate: 'NO ACTION' });
Booking.belongsTo(User, { foreignKey: { name: 'userId', field: 'user_id' }, onDelete: 'NO ACTION', onUpdate: 'NO ACTION' });

module.exports = { sequelize, User, Booking };
`,
    'app.js': `const { sequelize } = require('./models');

async function start() {
  await sequelize.sync({ alter: true });
  console.log('listening');
  await sequelize.close();
}

start();
`,
  }),
};
