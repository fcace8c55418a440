module.exports = (sequelize, DataTypes) =>
  sequelize.define(
    'FoodScan',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      userId: DataTypes.UUID,
      barcode: { type: DataTypes.STRING(20), allowNull: false },
      product: DataTypes.STRING,
      calories: DataTypes.INTEGER,
      scannedAt: { type: DataTypes.DATE, allowNull: false },
    },
    { tableName: 'food_scan_history', timestamps: false },
  );
