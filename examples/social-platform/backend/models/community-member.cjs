module.exports = (sequelize, DataTypes) =>
  sequelize.define(
    'CommunityMember',
    {
      communityId: { type: DataTypes.INTEGER, primaryKey: true },
      userId: { type: DataTypes.INTEGER, primaryKey: true },
    },
    { tableName: 'CommunityMembers', updatedAt: false },
  );
