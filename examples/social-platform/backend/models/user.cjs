module.exports = (sequelize, DataTypes) =>
  sequelize.define(
    'User',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      username: { type: DataTypes.STRING(40), allowNull: false, unique: true },
      email: { type: DataTypes.STRING, allowNull: false, unique: true },
      displayName: DataTypes.STRING(80),
      passwordHash: { type: DataTypes.STRING, allowNull: false },
    },
    { tableName: 'users' },
  );
