module.exports = (sequelize, DataTypes) =>
  sequelize.define(
    'Trainer',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      name: { type: DataTypes.STRING(80), allowNull: false },
      speciality: DataTypes.STRING(80),
    },
    { tableName: 'trainers', timestamps: false },
  );
