module.exports = (sequelize, DataTypes) =>
  sequelize.define(
    'EnhancedSocialPost',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      userId: { type: DataTypes.INTEGER, allowNull: false },
      communityId: DataTypes.INTEGER,
      content: { type: DataTypes.TEXT, allowNull: false },
      visibility: {
        type: DataTypes.ENUM('public', 'followers'),
        allowNull: false,
        defaultValue: 'public',
      },
    },
    { tableName: 'EnhancedSocialPosts' },
  );
