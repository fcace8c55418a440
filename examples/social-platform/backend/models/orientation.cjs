module.exports = (sequelize, DataTypes) =>
  sequelize.define(
    'Orientation',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      userId: DataTypes.UUID,
      healthNotes: DataTypes.TEXT,
      goals: DataTypes.STRING,
      status: { type: DataTypes.STRING(20), allowNull: false, defaultValue: 'requested' },
    },
    { tableName: 'orientations' },
  );
