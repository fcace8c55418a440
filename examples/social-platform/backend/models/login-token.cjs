module.exports = (sequelize, DataTypes) =>
  sequelize.define(
    'LoginToken',
    {
      tokenHash: { type: DataTypes.STRING(64), primaryKey: true },
      userId: { type: DataTypes.INTEGER, allowNull: false },
      expiresAt: { type: DataTypes.DATE, allowNull: false },
    },
    { tableName: 'login_tokens', timestamps: false },
  );
