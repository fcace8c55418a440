module.exports = {
  async up(queryInterface, Sequelize) {
    const member = (rest) => ({
      type: Sequelize.INTEGER,
      allowNull: false,
      references: { model: 'users', key: 'id' },
      onUpdate: 'CASCADE',
      onDelete: 'CASCADE',
      ...rest,
    });
    const community = (rest) => ({
      type: Sequelize.INTEGER,
      references: { model: 'Communities', key: 'id' },
      onUpdate: 'CASCADE',
      onDelete: 'CASCADE',
      ...rest,
    });
    const timestamps = {
      createdAt: { type: Sequelize.DATE, allowNull: false },
      updatedAt: { type: Sequelize.DATE, allowNull: false },
    };

    await queryInterface.createTable('Communities', {
      id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true },
      name: { type: Sequelize.STRING(80), allowNull: false, unique: true },
      description: { type: Sequelize.TEXT },
      ownerId: member({ allowNull: true, onDelete: 'SET NULL' }),
      ...timestamps,
    });
    await queryInterface.createTable('CommunityMembers', {
      communityId: community({ primaryKey: true }),
      userId: member({ primaryKey: true }),
      createdAt: { type: Sequelize.DATE, allowNull: false },
    });
    await queryInterface.createTable('EnhancedSocialPosts', {
      id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true },
      userId: member(),
      communityId: community({ allowNull: true }),
      content: { type: Sequelize.TEXT, allowNull: false },
      visibility: {
        type: Sequelize.ENUM('public', 'followers'),
        allowNull: false,
        defaultValue: 'public',
      },
      ...timestamps,
    });
    await queryInterface.addIndex('EnhancedSocialPosts', ['userId', 'createdAt']);
    await queryInterface.createTable('SocialConnections', {
      followerId: member({ primaryKey: true }),
      followingId: member({ primaryKey: true }),
      createdAt: { type: Sequelize.DATE, allowNull: false },
    });

    console.log('🎉 Enhanced Social Media Platform migration completed successfully!');
  },

  async down(queryInterface) {
    await queryInterface.dropTable('SocialConnections');
    await queryInterface.dropTable('EnhancedSocialPosts');
    await queryInterface.sequelize.query('DROP TYPE "enum_EnhancedSocialPosts_visibility"');
    await queryInterface.dropTable('CommunityMembers');
    await queryInterface.dropTable('Communities');
  },
};
