module.exports = (sequelize, DataTypes) =>
  sequelize.define(
    'Community',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      name: { type: DataTypes.STRING(80), allowNull: false, unique: true },
      description: DataTypes.TEXT,
      ownerId: DataTypes.INTEGER,
    },
    { tableName: 'Communities' },
  );
