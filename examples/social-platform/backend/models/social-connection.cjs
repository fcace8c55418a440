module.exports = (sequelize, DataTypes) =>
  sequelize.define(
    'SocialConnection',
    {
      followerId: { type: DataTypes.INTEGER, primaryKey: true },
      followingId: { type: DataTypes.INTEGER, primaryKey: true },
    },
    { tableName: 'SocialConnections', updatedAt: false },
  );
